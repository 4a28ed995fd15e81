package dev.holdfast.schema.direct;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.RefusalRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Finds out what came of a command. The stream writes a refusal in the transaction that folds the command, and
/// what the notary signs was committed before: so a command that a signed checkpoint covers was refused if and only
/// if its refusal is among the records that `refusals` had when the checkpoint was seen. Trust documents that are
/// published meanwhile are followed; a checkpoint that comes before its document counts for nothing, and the next one,
/// a heartbeat at the latest, covers the command as well.
final class OutcomeReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final DirectSettings settings;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition trust;
    private final KnownTrust known;
    private long trustFrom;

    OutcomeReader(DirectSettings settings) {
        this.settings = settings;
        this.trust = new TopicPartition(settings.topics().trust(), 0);
        this.known = new KnownTrust(settings.trust());
        this.admin = Admin.create(settings.kafka());
        Map<String, Object> config = new HashMap<>(settings.kafka());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.writer() + "-outcomes");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// The end of a partition, with what is not committed yet.
    long end(String topic, int partition) throws LogUnavailable, InterruptedException {
        TopicPartition at = new TopicPartition(topic, partition);
        try {
            return admin.listOffsets(
                            Map.of(at, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(at)
                    .get(settings.append().toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new LogUnavailable("the end of " + at + " is not known: " + e.getMessage(), e);
        }
    }

    Outcome await(Appended appended, Duration patience) throws LogUnavailable, InterruptedException {
        Prepared prepared = appended.prepared();
        TopicPartition checkpoints = new TopicPartition(settings.topics().checkpoints(), prepared.partition());
        TopicPartition refusals = new TopicPartition(settings.topics().refusals(), prepared.partition());
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<Header> covering = Optional.empty();
        OptionalLong refusalsEnd = OptionalLong.empty();
        try {
            consumer.assign(List.of(trust, checkpoints, refusals));
            consumer.seek(trust, trustFrom);
            consumer.seek(checkpoints, prepared.checkpointsFrom());
            consumer.seek(refusals, prepared.refusalsFrom());
            while (System.nanoTime() < deadline) {
                var records = consumer.poll(POLL);
                records.records(trust).forEach(this::learn);
                trustFrom = consumer.position(trust);
                for (ConsumerRecord<byte[], byte[]> record : records.records(refusals)) {
                    Optional<Outcome> refused = refusal(record, appended);
                    if (refused.isPresent()) {
                        return refused.get();
                    }
                }
                for (ConsumerRecord<byte[], byte[]> record : records.records(checkpoints)) {
                    covering = covering.or(() -> covering(record, appended));
                }
                if (covering.isPresent() && refusalsEnd.isEmpty()) {
                    refusalsEnd = OptionalLong.of(end(refusals.topic(), refusals.partition()));
                }
                if (refusalsEnd.isPresent() && consumer.position(refusals) >= refusalsEnd.getAsLong()) {
                    Header header = covering.orElseThrow();
                    return new Outcome.Published(header.epoch(), header.n());
                }
            }
            return new Outcome.Pending();
        } catch (KafkaException e) {
            throw new LogUnavailable("the outcome of " + prepared.id() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Of this very record, or of the same command in an earlier one.
    private static Optional<Outcome> refusal(ConsumerRecord<byte[], byte[]> record, Appended appended) {
        try {
            RefusalRecord refusal = Codecs.REFUSAL.decode(record.value(), record.headers());
            boolean ours = refusal.offset() == appended.offset()
                    || refusal.eventId()
                            .filter(appended.prepared().id()::equals)
                            .isPresent();
            return ours ? Optional.of(new Outcome.Refused(refusal.cause(), refusal.detail())) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private Optional<Header> covering(ConsumerRecord<byte[], byte[]> record, Appended appended) {
        try {
            SignedHeader signed = Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed();
            Header header = signed.header();
            boolean covers =
                    header.partition() == appended.prepared().partition() && header.homeOffset() >= appended.offset();
            return covers && known.vouches(signed, header) ? Optional.of(header) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private void learn(ConsumerRecord<byte[], byte[]> record) {
        try {
            known.take(Codecs.TRUST.decode(record.value(), record.headers()).document());
        } catch (Malformed e) {
            // No document, so nothing follows from it.
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        admin.close(Duration.ofSeconds(1));
    }
}
