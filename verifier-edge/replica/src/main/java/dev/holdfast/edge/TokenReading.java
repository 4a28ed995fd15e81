package dev.holdfast.edge;

import dev.holdfast.edge.TokenShelf.Arrival;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.Distrust;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;

/// Reads `signed-lists`, apart from the checkpoints: a burst of tokens delays no change of a status. One thread.
final class TokenReading implements Supervised.Round {
    private static final Duration ASKING = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 250;

    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final TokenShelf shelf;
    private final Supplier<View> views;
    private final Counters counters;

    TokenReading(
            Consumer<byte[], byte[]> consumer,
            Topics topics,
            TokenShelf shelf,
            Supplier<View> views,
            Counters counters) {
        this.consumer = consumer;
        this.topics = topics;
        this.shelf = shelf;
        this.views = views;
        this.counters = counters;
    }

    @Override
    public boolean go() throws StoreFailed {
        if (consumer.assignment().isEmpty() && !begin()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            return false;
        }
        ConsumerRecords<byte[], byte[]> records = poll();
        List<Arrival> arrivals = new ArrayList<>();
        Map<Integer, Long> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            counters.read(
                    record.topic(),
                    Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()));
            next.put(record.partition(), record.offset() + 1);
            try {
                arrivals.add(new Arrival(
                        record.partition(),
                        record.offset(),
                        Codecs.SIGNED_LIST.decode(record.value(), record.headers())));
            } catch (Malformed e) {
                counters.refused(Distrust.MALFORMED.wireName());
            }
        }
        shelf.apply(arrivals, next);
        return !records.isEmpty();
    }

    /// Begins once the number of partitions is known and the topic is there.
    private boolean begin() {
        int partitions = views.get().holdings().size();
        if (partitions == 0 || !consumer.listTopics(ASKING).containsKey(topics.signedLists())) {
            return false;
        }
        Set<TopicPartition> all = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topics.signedLists(), partition));
        }
        consumer.assign(all);
        Map<Integer, Long> stored = shelf.next();
        for (TopicPartition at : all) {
            Long offset = stored.get(at.partition());
            if (offset == null) {
                consumer.seekToBeginning(Set.of(at));
            } else {
                consumer.seek(at, offset);
            }
        }
        return true;
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (InvalidOffsetException e) {
            consumer.seekToBeginning(e.partitions());
            return ConsumerRecords.empty();
        }
    }
}
