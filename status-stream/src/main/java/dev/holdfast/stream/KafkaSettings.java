package dev.holdfast.stream;

import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/// How this program talks to Kafka. Figures that were measured stand in the project's notes on the platform.
public final class KafkaSettings {
    /// Above the longest value, with its batch.
    private static final int MAX_REQUEST_BYTES = Codecs.MAX_TOKEN_BYTES + (64 << 10);

    /// Of one partition at a time; a longer record comes alone.
    private static final int FETCH_BYTES = 128 << 10;

    /// Of drafts that the notary signs in one transaction: a checkpoint waits for the tokens that are signed with it.
    private static final String DRAFTS_AT_ONCE = "60";

    private static final String SESSION_MILLIS = "6000";
    private static final String TRANSACTION_MILLIS = "4000";
    private static final String RECONNECT_MAX_MILLIS = "500";

    private KafkaSettings() {}

    /// For an `Admin`: what is asked is answered within 20 s, or not at all, and closing waits no longer either.
    public static Map<String, Object> admin(StreamSettings settings) {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrap(),
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                20_000,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                10_000);
    }

    /// For the fold.
    static Properties streams(StreamSettings settings) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.topics().application());
        config.put(StreamsConfig.CLIENT_ID_CONFIG, "fold-" + settings.instance());
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(StreamsConfig.STATE_DIR_CONFIG, store(settings).toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "1");
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(settings.replication()));
        config.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                settings.replication() > 2 ? "2" : "1");
        config.put(StreamsConfig.topicPrefix(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG), "false");
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        // Rows are small: who comes back takes up all of its copies at once, and has its partitions back a minute
        // later. Until then a partition stays with whoever has its rows, or nearly all of them.
        config.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, Topics.PARTITIONS);
        config.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, "60000");
        config.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, "10000");
        // A commit every 20 ms, none asked for by tasks: half the latency of one asked for at each tick.
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "20");
        // A tick comes at most this late while nothing arrives.
        config.put(StreamsConfig.POLL_MS_CONFIG, "10");
        config.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        // A thread reads on only when it has folded all that it has read. So it reads little at a time of each
        // partition: no more than one command of the largest kind, or a few hundred small ones.
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), FETCH_BYTES);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "500");
        consumer(settings, "fold-").forEach((name, value) -> config.put(StreamsConfig.mainConsumerPrefix(name), value));
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MILLIS);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "5");
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
        settings.registry().forEach((name, value) -> config.put(StreamsConfig.producerPrefix(name), value));
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
        return config;
    }

    /// Where the rows lie.
    static Path store(StreamSettings settings) {
        return settings.state().resolve("store");
    }

    /// For the notary's reading of `drafts`.
    public static Map<String, Object> notaryConsumer(StreamSettings settings) {
        Map<String, Object> config = new HashMap<>(consumer(settings, "notary-"));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.topics().prefix() + "notary");
        // A place that is gone must be noticed: the log may have lost its tail.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, DRAFTS_AT_ONCE);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "notary-" + settings.instance());
        return reader(settings, config);
    }

    /// For reading back what was signed: no group, no offsets.
    public static Map<String, Object> plainConsumer(StreamSettings settings) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "notary-back-" + settings.instance());
        return reader(settings, config);
    }

    /// For what the notary publishes.
    public static Map<String, Object> notaryProducer(StreamSettings settings) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "notary-" + settings.instance());
        config.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.topics().prefix() + "notary-" + settings.instance());
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        config.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.putAll(settings.registry());
        return config;
    }

    private static Map<String, Object> reader(StreamSettings settings, Map<String, Object> config) {
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        config.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }

    /// A member that comes back under its name finds its partitions waiting, and fences whoever took the name
    /// before.
    private static Map<String, Object> consumer(StreamSettings settings, String prefix) {
        return Map.of(
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                prefix + settings.instance(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                SESSION_MILLIS,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                "1500");
    }
}
