package dev.holdfast.bench.stream;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// What readers of a region fetched in a while.
final class Wire {
    private final Map<Integer, Long> newest = new HashMap<>();
    private long checkpoints;
    private long bytes;
    private long changes;
    private double entropyBits;

    /// Reads the checkpoints since `from`.
    static Wire read(TopicBytes topics, BenchRegion region, Map<TopicPartition, Long> from) {
        Wire wire = new Wire();
        topics.read(region.topics.checkpoints(), from, wire::take);
        return wire;
    }

    /// Mean size of the tokens since `from`.
    static double tokenBytes(TopicBytes topics, BenchRegion region, Map<TopicPartition, Long> from) {
        long[] sum = new long[2];
        topics.read(region.topics.signedLists(), from, record -> {
            sum[0] += record.value().length;
            sum[1]++;
        });
        return (double) sum[0] / sum[1];
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Header header = header(record);
        Long before = newest.put(header.partition(), header.n());
        if (before != null) {
            checkpoints++;
            bytes += record.value().length;
            long k = header.n() - before;
            changes += k;
            entropyBits += bits(k, (double) header.listCount() * BenchWorld.CAPACITY);
        }
    }

    /// The header of a record in `checkpoints`, unverified.
    static Header header(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed()
                    .header();
        } catch (Malformed e) {
            throw new IllegalStateException("a checkpoint that cannot be read", e);
        }
    }

    /// log2 of the number of ways to choose `k` of `entries`.
    private static double bits(long k, double entries) {
        double bits = 0;
        for (long i = 0; i < k; i++) {
            bits += Math.log((entries - i) / (i + 1));
        }
        return bits / Math.log(2);
    }

    double bytesPerChange() {
        return (double) bytes / changes;
    }

    double entropyPerChange() {
        return entropyBits / 8 / changes;
    }

    /// Bytes a change may take: twice the entropy, and 450 for each checkpoint.
    double promisedPerChange() {
        return 2 * entropyPerChange() + 450.0 * checkpoints / changes;
    }
}
