package dev.holdfast.replay.log;

import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// A reading by one consumer that is assigned one partition of each topic. It fetches a section only while nothing of
/// it lies here, so it holds at most one poll of each.
final class KafkaReading implements Reading {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaLog log;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<Section, Part> parts = new EnumMap<>(Section.class);
    private final Map<TopicPartition, Part> byTopic = new HashMap<>();

    KafkaReading(KafkaLog log, Consumer<byte[], byte[]> consumer, Topics topics, int partition, Set<Section> sections)
            throws LogUnavailable {
        this.log = log;
        this.consumer = consumer;
        Map<Section, TopicPartition> places = new EnumMap<>(Section.class);
        for (Section section : sections) {
            places.put(section, new TopicPartition(section.topic(topics), partition));
        }
        try {
            for (TopicPartition place : places.values()) {
                requireTopic(place);
            }
            consumer.assign(places.values());
            Map<TopicPartition, Long> first = consumer.beginningOffsets(places.values(), KafkaLog.PATIENCE);
            Map<TopicPartition, Long> ends = ends(places);
            places.forEach((section, place) -> {
                Part part = new Part(place, new Offsets(offset(first, place), offset(ends, place)));
                parts.put(section, part);
                byTopic.put(place, part);
            });
        } catch (KafkaException e) {
            throw log.unreachable(e);
        }
        rewind();
    }

    private void requireTopic(TopicPartition place) throws LogUnavailable {
        var known = consumer.partitionsFor(place.topic(), KafkaLog.PATIENCE);
        if (known == null || known.size() <= place.partition()) {
            throw log.missing(place.topic());
        }
    }

    /// What was derived first, the events last.
    private Map<TopicPartition, Long> ends(Map<Section, TopicPartition> places) {
        TopicPartition events = places.get(Section.STATUS_EVENTS);
        Collection<TopicPartition> derived =
                places.values().stream().filter(place -> !place.equals(events)).toList();
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(derived, KafkaLog.PATIENCE));
        if (events != null) {
            ends.putAll(consumer.endOffsets(List.of(events), KafkaLog.PATIENCE));
        }
        return ends;
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition place) {
        Long offset = offsets.get(place);
        if (offset == null) {
            throw new TimeoutException("no offset of " + place);
        }
        return offset;
    }

    @Override
    public Optional<ConsumerRecord<byte[], byte[]>> next(Section section) throws LogUnavailable {
        Part part = part(section);
        try {
            long giveUp = System.nanoTime() + KafkaLog.PATIENCE.toNanos();
            while (part.waiting.isEmpty() && part.position < part.offsets.end()) {
                long before = part.position;
                poll(part);
                if (part.position > before) {
                    giveUp = System.nanoTime() + KafkaLog.PATIENCE.toNanos();
                } else if (System.nanoTime() > giveUp) {
                    throw log.unreachable(new TimeoutException("nothing came of " + part.place));
                }
            }
        } catch (KafkaException e) {
            throw log.unreachable(e);
        }
        return Optional.ofNullable(part.waiting.poll());
    }

    private void poll(Part wanted) {
        for (Part part : parts.values()) {
            if (part == wanted || (part.waiting.isEmpty() && part.position < part.offsets.end())) {
                consumer.resume(List.of(part.place));
            } else {
                consumer.pause(List.of(part.place));
            }
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            Part part = byTopic.get(new TopicPartition(record.topic(), record.partition()));
            if (part != null && record.offset() < part.offsets.end()) {
                part.waiting.add(record);
            }
        }
        for (Part part : parts.values()) {
            part.position = consumer.position(part.place, KafkaLog.PATIENCE);
        }
    }

    @Override
    public Offsets offsets(Section section) {
        return part(section).offsets;
    }

    @Override
    public void rewind() throws LogUnavailable {
        try {
            for (Part part : parts.values()) {
                part.waiting.clear();
                part.position = part.offsets.first();
                consumer.seek(part.place, part.position);
            }
        } catch (KafkaException e) {
            throw log.unreachable(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Part part(Section section) {
        Part part = parts.get(section);
        if (part == null) {
            throw new IllegalArgumentException(section + " is not part of this reading");
        }
        return part;
    }

    /// One topic's partition: what came and was not asked for yet, and how far the consumer is.
    private static final class Part {
        private final TopicPartition place;
        private final Offsets offsets;
        private final Queue<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
        private long position;

        private Part(TopicPartition place, Offsets offsets) {
            this.place = place;
            this.offsets = offsets;
        }
    }
}
