package dev.holdfast.schema.direct;

import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.Envelope;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Signs, appends and waits for commands of one issuer under a writer's name of its own. For one thread at a time.
public final class DirectWriter implements AutoCloseable {
    private final DirectSettings settings;
    private final InstantSource clock;
    private final Producer<byte[], byte[]> producer;
    private final OutcomeReader outcomes;
    private long newestMillis;

    private DirectWriter(DirectSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.producer = new KafkaProducer<>(producer(settings), new ByteArraySerializer(), new ByteArraySerializer());
        this.outcomes = new OutcomeReader(settings);
    }

    /// Opens one. A cluster that cannot be reached is noticed by the first command.
    public static DirectWriter open(DirectSettings settings) {
        return new DirectWriter(settings, InstantSource.system());
    }

    private static Map<String, Object> producer(DirectSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.kafka());
        int append = (int) settings.append().toMillis();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, settings.writer() + "-append");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, append);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, append / 2));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, append);
        return config;
    }

    /// All in one: signs, appends, and waits for what comes of it.
    ///
    /// @throws LogUnavailable if nobody knows whether it was appended; prepare and append by yourself to be able to
    ///     append the same command again
    public Outcome change(ListId list, List<EntryChange> changes, Duration patience)
            throws LogUnavailable, InterruptedException {
        return outcomes.await(append(prepare(list, changes)), patience);
    }

    /// Signs a change of statuses: all entries or none. Ids rise with the clock and never fall while this lives; a
    /// clock that was set back over a restart makes the fold refuse the command as `out-of-order`, and not swallow
    /// it.
    ///
    /// @throws LogUnavailable if the cluster does not answer
    public Prepared prepare(ListId list, List<EntryChange> changes) throws LogUnavailable, InterruptedException {
        newestMillis = Math.max(clock.millis(), newestMillis + 1);
        CommandId id = CommandId.of(newestMillis, ThreadLocalRandom.current().nextLong());
        Envelope envelope = new Envelope(
                settings.trust().document().deployment(),
                settings.issuer(),
                list,
                settings.writer(),
                new IdempotencyKey(id.toString()),
                id);
        int partition = Partitioning.of(list, settings.trust().document().partitions());
        return new Prepared(
                list,
                id,
                CommandCodec.sign(new ChangeStatuses(envelope, changes), settings.key()),
                partition,
                outcomes.end(settings.topics().checkpoints(), partition),
                outcomes.end(settings.topics().refusals(), partition));
    }

    /// Appends a command, for the first time or again.
    ///
    /// @throws LogUnavailable if no acknowledgement came in time: the command may be in the log or not; append the
    ///     very same one again
    public Appended append(Prepared prepared) throws LogUnavailable, InterruptedException {
        EventRecord event =
                new EventRecord(prepared.command(), settings.writer().value(), Optional.of(clock.instant()));
        try {
            long offset = producer.send(Codecs.EVENT.record(
                            settings.topics().statusEvents(),
                            prepared.partition(),
                            Topics.listKey(prepared.list()),
                            event))
                    .get()
                    .offset();
            return new Appended(prepared, offset);
        } catch (ExecutionException | KafkaException e) {
            throw new LogUnavailable("nobody knows whether " + prepared.id() + " was appended: " + e.getMessage(), e);
        }
    }

    /// Waits until a checkpoint signed by a publisher covers the command, or a refusal names it.
    ///
    /// @param patience after which it is `Pending`
    /// @throws LogUnavailable if the cluster does not answer
    public Outcome await(Appended appended, Duration patience) throws LogUnavailable, InterruptedException {
        return outcomes.await(appended, patience);
    }

    @Override
    public void close() {
        producer.close(settings.append());
        outcomes.close();
    }
}
