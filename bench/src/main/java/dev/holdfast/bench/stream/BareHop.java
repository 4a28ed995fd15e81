package dev.holdfast.bench.stream;

import dev.holdfast.schema.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The same broker, number of partitions, size and pace with nothing in between: from acknowledged at a producer to
/// polled by a consumer.
final class BareHop {
    private static final String TOPIC = "bare-hop";
    private static final int BYTES = 800;
    private static final long READ_SECONDS = 60;

    private BareHop() {}

    static void prepare(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic(TOPIC, Topics.PARTITIONS, (short) 1)))
                .all()
                .get();
    }

    static Millis measure(String bootstrap, int perSecond, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = Feed.producer(bootstrap);
                KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            return measure(producer, consumer, perSecond, count);
        }
    }

    /// @throws IllegalStateException if something was not appended
    static Millis measure(
            Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer, int perSecond, int count)
            throws Exception {
        long[] accepted = new long[count];
        long[] seen = new long[count];
        List<TopicPartition> all = TopicBytes.partitions(TOPIC);
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        FutureTask<Void> reading = new FutureTask<>(() -> read(consumer, seen), null);
        Thread reader = Thread.ofPlatform().start(reading);
        try {
            send(producer, perSecond, accepted);
            reading.get(READ_SECONDS, TimeUnit.SECONDS);
        } finally {
            // Or it would wait for what was never appended.
            consumer.wakeup();
            reader.join();
        }
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            millis[i] = Math.max(0, seen[i] - accepted[i]);
        }
        return Millis.of(millis);
    }

    private static void send(Producer<byte[], byte[]> producer, int perSecond, long[] accepted) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long next = System.nanoTime();
        for (int i = 0; i < accepted.length; i++) {
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            next += 1_000_000_000L / perSecond;
            int index = i;
            byte[] value = ByteBuffer.allocate(BYTES).putInt(i).array();
            var _ = producer.send(new ProducerRecord<>(TOPIC, i % Topics.PARTITIONS, null, value), (_, thrown) -> {
                accepted[index] = System.currentTimeMillis();
                failure.compareAndSet(null, thrown);
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("not everything was appended", failure.get());
        }
    }

    private static void read(Consumer<byte[], byte[]> consumer, long[] seen) {
        int left = seen.length;
        while (left > 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                seen[ByteBuffer.wrap(record.value()).getInt()] = System.currentTimeMillis();
                left--;
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                        ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
