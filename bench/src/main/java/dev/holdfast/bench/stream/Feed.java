package dev.holdfast.bench.stream;

import dev.holdfast.bench.stream.BenchWorld.Prepared;
import dev.holdfast.schema.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Appends commands, all at once or at a steady pace that waits for nobody, and remembers which n each becomes: all
/// of them are accepted, so the order in a partition gives it. For one thread.
final class Feed implements AutoCloseable {
    private static final int ANSWER_SECONDS = 60;

    private final KafkaProducer<byte[], byte[]> producer;
    /// n of the newest event of each partition; the trust document was the first.
    private final long[] newest = new long[Topics.PARTITIONS];

    Feed(String bootstrap) {
        this.producer = producer(bootstrap);
        Arrays.fill(newest, 1);
    }

    /// A producer as the gateway has one: all replicas, no repeats, no waiting for company.
    static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
                        false),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /// What was sent.
    ///
    /// @param acceptedAt when each was acknowledged, milliseconds since 1970
    @SuppressWarnings("ArrayRecordComponent") // measured, never compared
    record Sent(int[] partition, long[] n, long[] acceptedAt) {}

    /// Appends everything and returns when all of it is acknowledged.
    ///
    /// @param perSecond 0 for as fast as it goes
    Sent send(List<Prepared> commands, int perSecond) throws InterruptedException {
        int count = commands.size();
        Sent sent = new Sent(new int[count], new long[count], new long[count]);
        CountDownLatch answers = new CountDownLatch(count);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long interval = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        long next = System.nanoTime();
        for (int i = 0; i < count; i++) {
            while (perSecond > 0 && System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            next += interval;
            int index = i;
            Prepared command = commands.get(i);
            sent.partition()[i] = command.partition();
            sent.n()[i] = ++newest[command.partition()];
            var _ = producer.send(command.record(), (_, thrown) -> {
                sent.acceptedAt()[index] = System.currentTimeMillis();
                failure.compareAndSet(null, thrown);
                answers.countDown();
            });
        }
        if (!answers.await(ANSWER_SECONDS, TimeUnit.SECONDS) || failure.get() != null) {
            throw new IllegalStateException("not everything was appended", failure.get());
        }
        return sent;
    }

    /// [#send] in a thread of its own; done when all is acknowledged. Nothing else is sent until then.
    CompletableFuture<Void> inBackground(List<Prepared> commands, int perSecond) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("feed").start(() -> {
            try {
                var _ = send(commands, perSecond);
                done.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /// n of the newest event of a partition.
    long newest(int partition) {
        return newest[partition];
    }

    @Override
    public void close() {
        producer.close();
    }
}
