package dev.holdfast.replay.log;

import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A log in Kafka. Joins no group, commits no offset, sees committed records only. Every wait is bounded.
public final class KafkaLog implements LogReader {
    /// The longest wait for an answer of the cluster.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int FETCH_BYTES = 8 << 20;
    private static final int PARTITION_FETCH_BYTES = 2 << 20;
    private static final int RECORDS_PER_POLL = 2000;

    private final Map<String, Object> config;
    private final String bootstrap;
    private final Topics topics;

    private KafkaLog(Map<String, Object> config, String bootstrap, Topics topics) {
        this.config = config;
        this.bootstrap = bootstrap;
        this.topics = topics;
    }

    /// @param bootstrap `host:port`, several with commas
    public static KafkaLog at(String bootstrap, Topics topics) {
        return at(bootstrap, topics, Map.of());
    }

    /// @param more settings of the consumers, such as those of a secured cluster
    public static KafkaLog at(String bootstrap, Topics topics, Map<String, String> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        return new KafkaLog(config, bootstrap, topics);
    }

    @Override
    public int partitions() throws LogUnavailable {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            List<PartitionInfo> found = consumer.partitionsFor(topics.statusEvents(), PATIENCE);
            if (found == null || found.isEmpty()) {
                throw missing(topics.statusEvents());
            }
            return found.size();
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    @Override
    public Reading open(int partition, Set<Section> sections) throws LogUnavailable {
        Consumer<byte[], byte[]> consumer = consumer();
        try {
            return new KafkaReading(this, consumer, topics, partition, sections);
        } catch (LogUnavailable | RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private Consumer<byte[], byte[]> consumer() throws LogUnavailable {
        try {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    LogUnavailable unreachable(Exception cause) {
        return new LogUnavailable("Kafka at " + bootstrap + " does not answer: " + cause.getMessage(), cause);
    }

    LogUnavailable missing(String topic) {
        return new LogUnavailable(
                "there is no topic " + topic + " in Kafka at " + bootstrap, new IllegalStateException(topic));
    }

    @Override
    public String toString() {
        return "KafkaLog[" + bootstrap + "]";
    }
}
