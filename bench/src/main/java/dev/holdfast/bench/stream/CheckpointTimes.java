package dev.holdfast.bench.stream;

import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// Notes when committed checkpoints became readable, in a thread of its own. Times are milliseconds since 1970: one
/// clock serves all processes of this machine, and `iat` is read from it.
final class CheckpointTimes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final long PATIENCE_MILLIS = 60_000;

    private final List<ConcurrentSkipListMap<Long, Long>> seenByIat = Stream.generate(
                    ConcurrentSkipListMap<Long, Long>::new)
            .limit(Topics.PARTITIONS)
            .toList();
    private final Consumer<byte[], byte[]> consumer;
    private final FutureTask<Void> watching = new FutureTask<>(this::watch, null);
    private final Thread thread;
    private volatile boolean closing;

    /// Begins to watch.
    ///
    /// @param consumer assigned where to begin; closed at the end
    CheckpointTimes(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name("checkpoint-times").start(watching);
    }

    /// Watches a region from now on.
    static CheckpointTimes of(BenchRegion region) {
        KafkaConsumer<byte[], byte[]> consumer = TopicBytes.consumer(region.bootstrap());
        List<TopicPartition> all = TopicBytes.partitions(region.topics.checkpoints());
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        return new CheckpointTimes(consumer);
    }

    private void watch() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        long iat = Wire.header(record).issuedAt().toEpochMilli();
        seenByIat.get(record.partition()).putIfAbsent(iat, System.currentTimeMillis());
    }

    /// Waits until each of the partitions has a checkpoint that was drafted after a moment.
    ///
    /// @return when the first such was readable, by partition
    /// @throws IllegalStateException if there is none in time, or the watching ended, with what ended it
    Map<Integer, Long> firstAfter(long moment, Collection<Integer> partitions) {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        Map<Integer, Long> first = new HashMap<>();
        while (first.size() < partitions.size()) {
            if (watching.state() == Future.State.FAILED) {
                throw new IllegalStateException("checkpoints are not watched any more", watching.exceptionNow());
            }
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

    /// The longest time between two checkpoints of one partition that became readable one after the other, in
    /// milliseconds, for those that were drafted from one moment to another.
    long longestPause(long from, long to, Collection<Integer> partitions) {
        long longest = 0;
        for (int partition : partitions) {
            long before = Long.MAX_VALUE;
            for (long seen : seenByIat.get(partition).subMap(from, to).values()) {
                longest = Math.max(longest, seen - before);
                before = seen;
            }
        }
        return longest;
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
