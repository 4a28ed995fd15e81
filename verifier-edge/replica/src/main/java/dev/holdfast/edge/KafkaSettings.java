package dev.holdfast.edge;

import dev.holdfast.schema.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Where the topics are.
///
/// @param bootstrap `host:port` of some brokers
public record KafkaSettings(List<String> bootstrap, Topics topics) {
    public KafkaSettings {
        bootstrap = List.copyOf(bootstrap);
        if (bootstrap.isEmpty()) {
            throw new IllegalArgumentException("no broker is named");
        }
    }

    /// A consumer that sees committed records only, belongs to no group, and never decides by itself where to read.
    ///
    /// @throws RuntimeException if no broker's name can be resolved
    Consumer<byte[], byte[]> consumer(String clientId) {
        return new KafkaConsumer<>(
                Map.<String, Object>ofEntries(
                        Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", bootstrap)),
                        Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, clientId),
                        Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                        Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                        Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                        Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000),
                        Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20),
                        Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                        Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000),
                        Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000),
                        Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 60_000),
                        Map.entry(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of()),
                        Map.entry(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
