package dev.holdfast.replay;

import dev.holdfast.replay.log.LogReader;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.LogUnavailable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// A log in memory, in the bytes that Kafka would hold, and easy to tamper with.
final class MemoryLog implements LogReader {
    private final int partitions;
    private final Map<Section, List<List<ConsumerRecord<byte[], byte[]>>>> records = new EnumMap<>(Section.class);

    MemoryLog(int partitions) {
        this.partitions = partitions;
        for (Section section : Section.values()) {
            List<List<ConsumerRecord<byte[], byte[]>>> places = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                places.add(new ArrayList<>());
            }
            records.put(section, places);
        }
    }

    long append(Section section, int partition, ProducerRecord<byte[], byte[]> record) {
        List<ConsumerRecord<byte[], byte[]>> place = at(section, partition);
        long offset = place.isEmpty() ? 0 : place.getLast().offset() + 1;
        place.add(copy(offset, record.key(), record.value(), new RecordHeaders(record.headers())));
        return offset;
    }

    /// Replaces the value of one record.
    void alter(Section section, int partition, int index, UnaryOperator<byte[]> change) {
        ConsumerRecord<byte[], byte[]> old = at(section, partition).get(index);
        byte[] value = change.apply(old.value().clone());
        at(section, partition).set(index, copy(old.offset(), old.key(), value, new RecordHeaders(old.headers())));
    }

    /// Drops records, as retention does.
    void drop(Section section, int partition, Predicate<ConsumerRecord<byte[], byte[]>> which) {
        at(section, partition).removeIf(which);
    }

    List<ConsumerRecord<byte[], byte[]>> at(Section section, int partition) {
        return records.get(section).get(partition);
    }

    private static ConsumerRecord<byte[], byte[]> copy(long offset, byte[] key, byte[] value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                "memory", 0, offset, 0L, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty());
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public Reading open(int partition, Set<Section> sections) throws LogUnavailable {
        return new MemoryReading(partition);
    }

    private final class MemoryReading implements Reading {
        private final int partition;
        private final Map<Section, Integer> next = new EnumMap<>(Section.class);

        MemoryReading(int partition) {
            this.partition = partition;
        }

        @Override
        public Optional<ConsumerRecord<byte[], byte[]>> next(Section section) {
            int index = next.merge(section, 1, Integer::sum) - 1;
            List<ConsumerRecord<byte[], byte[]>> place = at(section, partition);
            return index < place.size() ? Optional.of(place.get(index)) : Optional.empty();
        }

        @Override
        public Offsets offsets(Section section) {
            List<ConsumerRecord<byte[], byte[]>> place = at(section, partition);
            return place.isEmpty()
                    ? new Offsets(0, 0)
                    : new Offsets(place.getFirst().offset(), place.getLast().offset() + 1);
        }

        @Override
        public void rewind() {
            next.clear();
        }

        @Override
        public void close() {}
    }
}
