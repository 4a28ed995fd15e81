package dev.holdfast.bench.stream;

import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Notes when committed checkpoints became readable, in a thread of its own. Times are milliseconds since 1970: one
/// clock serves all processes of this machine, and `iat` is read from it.
final class CheckpointTimes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final long PATIENCE_MILLIS = 60_000;

    private final List<ConcurrentSkipListMap<Long, Long>> seenByIat = Stream.generate(
                    ConcurrentSkipListMap<Long, Long>::new)
            .limit(Topics.PARTITIONS)
            .toList();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closing;

    CheckpointTimes(BenchRegion region) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        region.bootstrap(),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(i -> new TopicPartition(region.topics.checkpoints(), i))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        this.thread = Thread.ofPlatform().name("checkpoint-times").start(this::watch);
    }

    private void watch() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            long iat = Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed()
                    .header()
                    .issuedAt()
                    .toEpochMilli();
            seenByIat.get(record.partition()).putIfAbsent(iat, System.currentTimeMillis());
        } catch (Malformed e) {
            throw new IllegalStateException("a checkpoint that cannot be read", e);
        }
    }

    /// Waits until each of the partitions has a checkpoint that was drafted after a moment.
    ///
    /// @return when the first such was readable, by partition
    Map<Integer, Long> firstAfter(long moment, Collection<Integer> partitions) {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        Map<Integer, Long> first = new HashMap<>();
        while (first.size() < partitions.size()) {
            if (System.currentTimeMillis() > deadline) {
                throw new IllegalStateException("new checkpoints in " + first.keySet() + " only, of " + partitions);
            }
            LockSupport.parkNanos(5_000_000);
            for (int partition : partitions) {
                Map.Entry<Long, Long> entry = seenByIat.get(partition).higherEntry(moment);
                if (entry != null) {
                    first.put(partition, entry.getValue());
                }
            }
        }
        return first;
    }

    /// When the newest checkpoint that was drafted until a moment was readable, by partition.
    Map<Integer, Long> lastUntil(long moment, Collection<Integer> partitions) {
        Map<Integer, Long> last = new HashMap<>();
        for (int partition : partitions) {
            Map.Entry<Long, Long> entry = seenByIat.get(partition).floorEntry(moment);
            if (entry == null) {
                throw new IllegalStateException("no checkpoint of partition " + partition + " was seen yet");
            }
            last.put(partition, entry.getValue());
        }
        return last;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
