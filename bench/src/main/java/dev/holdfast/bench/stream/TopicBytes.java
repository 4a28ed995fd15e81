package dev.holdfast.bench.stream;

import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads the part of a topic that was written between two moments, committed records only.
final class TopicBytes implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;

    TopicBytes(String bootstrap) {
        this.consumer = consumer(bootstrap);
    }

    /// One that sees what is committed.
    static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    Map<TopicPartition, Long> ends(String topic) {
        return consumer.endOffsets(partitions(topic));
    }

    /// Gives every record of a topic from `from` up to its present end.
    void read(String topic, Map<TopicPartition, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        List<TopicPartition> all = partitions(topic);
        Map<TopicPartition, Long> to = consumer.endOffsets(all);
        consumer.assign(all);
        from.forEach(consumer::seek);
        while (all.stream().anyMatch(one -> consumer.position(one) < to.getOrDefault(one, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < to.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                    each.accept(record);
                }
            }
        }
    }

    static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
