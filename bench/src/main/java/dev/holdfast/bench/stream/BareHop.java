package dev.holdfast.bench.stream;

import dev.holdfast.schema.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The same broker, number of partitions, size and pace with nothing in between: from acknowledged at a producer to
/// polled by a consumer.
final class BareHop {
    private static final String TOPIC = "bare-hop";
    private static final int BYTES = 800;

    private BareHop() {}

    static void prepare(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic(TOPIC, Topics.PARTITIONS, (short) 1)))
                .all()
                .get();
    }

    static Millis measure(String bootstrap, int perSecond, int count) throws Exception {
        long[] accepted = new long[count];
        long[] seen = new long[count];
        try (KafkaProducer<byte[], byte[]> producer = Feed.producer(bootstrap);
                KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
            List<TopicPartition> all = IntStream.range(0, Topics.PARTITIONS)
                    .mapToObj(i -> new TopicPartition(TOPIC, i))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            Thread reader = Thread.ofPlatform().start(() -> read(consumer, seen));
            long next = System.nanoTime();
            for (int i = 0; i < count; i++) {
                while (System.nanoTime() < next) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                next += 1_000_000_000L / perSecond;
                int index = i;
                byte[] value = ByteBuffer.allocate(BYTES).putInt(i).array();
                var _ = producer.send(
                        new ProducerRecord<>(TOPIC, i % Topics.PARTITIONS, null, value),
                        (_, _) -> accepted[index] = System.currentTimeMillis());
            }
            producer.flush();
            reader.join();
        }
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            millis[i] = Math.max(0, seen[i] - accepted[i]);
        }
        return Millis.of(millis);
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, long[] seen) {
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
