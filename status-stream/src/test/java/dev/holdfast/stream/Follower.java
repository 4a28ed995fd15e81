package dev.holdfast.stream;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.Step;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// An edge that takes every signed checkpoint as it appears. It never asks for a snapshot, so one that is missing,
/// repeated or out of order is a fault.
final class Follower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Map<Integer, Replica> replicas = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SignedTrustDocument trust;
    private final Thread thread = Thread.ofPlatform().name("follower").unstarted(this::run);
    private volatile boolean stopped;

    Follower(TestBroker broker, Topics topics, SignedTrustDocument trust) {
        this.consumer = broker.consumer();
        this.trust = trust;
        consumer.assign(IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topics.checkpoints(), partition))
                .toList());
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            replicas.put(partition, Replica.empty(partition));
        }
        thread.start();
    }

    /// How far the edge has come in each partition, in their order.
    List<Long> reached() {
        return IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(partition -> replicas.get(partition).n())
                .toList();
    }

    /// The sum of the versions of the lists in each partition, in their order.
    List<Long> versions() {
        return IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(partition -> replicas.get(partition).lists().values().stream()
                        .mapToLong(ListImage::version)
                        .sum())
                .toList();
    }

    /// Whatever an edge would not have taken.
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void run() {
        try (consumer) {
            while (!stopped) {
                consumer.poll(POLL).forEach(this::take);
            }
        } catch (RuntimeException e) {
            faults.add(e.toString());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            Checkpoint checkpoint =
                    Codecs.CHECKPOINT.decode(record.value(), record.headers()).checkpoint();
            Replica before = replicas.get(record.partition());
            Step step = before.apply(checkpoint, trust);
            if (step instanceof Step.Moved moved && moved.next().n() >= before.n()) {
                replicas.put(record.partition(), moved.next());
            } else {
                faults.add("partition " + record.partition() + " offset " + record.offset() + " at n " + before.n()
                        + ": " + checkpoint.signed().header() + " " + step);
            }
        } catch (Exception e) {
            faults.add(e.toString());
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            boolean _ = thread.join(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
