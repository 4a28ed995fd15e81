package dev.holdfast.gateway.log;

import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The log on Kafka: acknowledged by all in-sync replicas, in order, without doubles.
public final class KafkaEventLog implements EventLog {
    /// After this time an append is given up; whether the log holds it is not known then.
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Topics topics;
    private final WriterId gateway;
    private final Producer<byte[], byte[]> producer;
    private final KafkaFollower follower;

    /// @param registry what the producer is configured with for the ids of a schema registry; empty without one
    /// @param stop is told the last word when the gateway cannot go on
    public KafkaEventLog(
            String bootstrapServers, Topics topics, WriterId gateway, Map<String, Object> registry, LastWord stop) {
        this.topics = topics;
        this.gateway = gateway;
        this.producer = new KafkaProducer<>(
                settings(bootstrapServers, gateway, registry), new ByteArraySerializer(), new ByteArraySerializer());
        this.follower = new KafkaFollower(bootstrapServers, topics, gateway, stop);
    }

    private static Map<String, Object> settings(
            String bootstrapServers, WriterId gateway, Map<String, Object> registry) {
        Map<String, Object> settings = new HashMap<>(registry);
        settings.putAll(Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, gateway + "-append"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000),
                // Only while the topic is not known yet; requests wait for this one and hold their list's lock.
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000),
                // The topic stays known through an outage, so that an append waits for the broker and not for metadata.
                Map.entry(
                        ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                        Duration.ofDays(1).toMillis()),
                Map.entry(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none"),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 250L),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20)));
        return settings;
    }

    @Override
    public void follow(FoldedLog folded) {
        follower.start(folded);
    }

    @Override
    public CompletableFuture<Long> append(int partition, ListId list, SignedCommand command, Instant receivedAt) {
        CompletableFuture<Long> offset = new CompletableFuture<>();
        EventRecord event = new EventRecord(command, gateway.value(), Optional.of(receivedAt));
        try {
            // The callback tells of it.
            var _ = producer.send(
                    Codecs.EVENT.record(topics.statusEvents(), partition, Topics.listKey(list), event),
                    (metadata, failure) -> {
                        if (failure == null) {
                            offset.complete(metadata.offset());
                        } else {
                            offset.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException e) {
            offset.completeExceptionally(e);
        }
        return offset;
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
        follower.close();
    }
}
