package dev.holdfast.bench.stream;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;

/// What the stream writes to make its state durable, keys and values, without what the log adds to them.
///
/// @param bytes of all rows
/// @param entryBytes of those rows that say which entry has which status
/// @param rows how many
record Changelog(long bytes, long entryBytes, long rows) {
    private static final byte ENTRY = 0x20;

    static String topic(BenchRegion region) {
        return region.topics.changelog("partition");
    }

    static Changelog read(TopicBytes topics, BenchRegion region, Map<TopicPartition, Long> from) {
        LongAdder bytes = new LongAdder();
        LongAdder entryBytes = new LongAdder();
        LongAdder rows = new LongAdder();
        topics.read(topic(region), from, record -> {
            long size = (long) record.key().length + (record.value() == null ? 0 : record.value().length);
            bytes.add(size);
            rows.increment();
            if (record.key()[0] == ENTRY) {
                entryBytes.add(size);
            }
        });
        return new Changelog(bytes.sum(), entryBytes.sum(), rows.sum());
    }
}
