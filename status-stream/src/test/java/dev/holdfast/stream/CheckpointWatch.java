package dev.holdfast.stream;

import dev.holdfast.fixture.TestBroker;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// Notes when a reader saw how far the signed checkpoints of some partitions had come. A thread of its own.
final class CheckpointWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Map<Integer, ConcurrentSkipListMap<Long, Long>> seen = new ConcurrentHashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closing;

    CheckpointWatch(TestBroker broker, Topics topics, List<Integer> partitions) {
        consumer = broker.consumer();
        consumer.assign(partitions.stream()
                .map(partition -> new TopicPartition(topics.checkpoints(), partition))
                .toList());
        partitions.forEach(partition -> seen.put(partition, new ConcurrentSkipListMap<>()));
        thread = Thread.ofPlatform().name("checkpoint-watch").start(this::watch);
    }

    private void watch() {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    of(record.partition()).putIfAbsent(n(record), System.nanoTime());
                }
            }
        }
    }

    private static long n(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed()
                    .header()
                    .n();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    /// The newest `n` seen in a partition, 0 before the first.
    long newest(int partition) {
        Map.Entry<Long, Long> last = of(partition).lastEntry();
        return last == null ? 0 : last.getKey();
    }

    /// When a checkpoint that covers `n` was seen, by the nano clock.
    ///
    /// @throws IllegalStateException if none has been
    long covered(int partition, long n) {
        Map.Entry<Long, Long> first = of(partition).ceilingEntry(n);
        if (first == null) {
            throw new IllegalStateException("partition " + partition + " has not come to n " + n);
        }
        return first.getValue();
    }

    private ConcurrentSkipListMap<Long, Long> of(int partition) {
        ConcurrentSkipListMap<Long, Long> of = seen.get(partition);
        if (of == null) {
            throw new IllegalArgumentException("partition " + partition + " is not watched");
        }
        return of;
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
