package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.stream.fold.StatusTopology;
import dev.holdfast.stream.notary.Notary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fold and the notary over a real broker, with three in ten transactions of each aborted by force.
/// `-Dholdfast.aborts.versions=N` sets for how long (10,000 list versions).
@Tag("kafka")
@Tag("long")
class AbortsIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final int VERSIONS = Integer.getInteger("holdfast.aborts.versions", 10_000);
    private static final double SHARE = 0.3;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /// Slow enough that there are hundreds of transactions: a resume after an abort takes as long as it takes, and
    /// what has come in the meantime goes into the next one.
    private static final Duration PACE = Duration.ofMillis(40);

    @TempDir
    private Path directory;

    private final TestWorld world = new TestWorld();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void nothing_is_signed_that_is_not_committed() throws Exception {
        try (TestBroker broker = TestBroker.start(directory);
                AbortingClients folding = new AbortingClients(broker.bootstrapServers(), 1, SHARE);
                AbortingClients signing = new AbortingClients(broker.bootstrapServers(), 2, SHARE)) {
            prepare(broker);
            long versions = run(broker, folding, signing);
            System.out.printf(
                    Locale.ROOT,
                    "%,d list versions. The fold committed %d transactions and %d were aborted, the notary %d and %d.%n",
                    versions,
                    folding.committed(),
                    folding.aborted(),
                    signing.committed(),
                    signing.aborted());
            requireShare("the fold", folding);
            requireShare("the notary", signing);
            requireCommitted(broker);
        }
    }

    /// Returns when everything is published and nobody writes any more.
    ///
    /// @return how many versions there are of all lists
    private long run(TestBroker broker, AbortingClients folding, AbortingClients signing) throws Exception {
        try (EventLoad load = new EventLoad(broker, TOPICS, world, 1, PACE);
                Follower follower = new Follower(broker, TOPICS, world.trust);
                KafkaStreams fold = fold(broker, folding);
                Notary _ = Notary.start(settings(broker), new Counters(), signing::getProducer, failures::add)) {
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                load.send(partition, world.trust.toEvent());
            }
            fold.start();
            load.start();
            await().atMost(PATIENCE).until(() -> versions(follower) >= VERSIONS || !failures.isEmpty());
            load.stop();
            folding.calm();
            signing.calm();
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                int at = partition;
                long n = history(broker, at).n();
                await().atMost(PATIENCE).until(() -> follower.reached().get(at) >= n || !failures.isEmpty());
            }
            assertThat(failures).isEmpty();
            assertThat(follower.faults()).isEmpty();
            return versions(follower);
        }
    }

    private void requireCommitted(TestBroker broker) throws Exception {
        int compared = 0;
        int signed = 0;
        int drafted = 0;
        int committed = 0;
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            History history = history(broker, partition);
            signed += history.requireSignedOnlyCommitted();
            compared += history.requireOneHistory();
            drafted += history.drafts("read_uncommitted").size();
            committed += history.drafts("read_committed").size();
        }
        System.out.printf(
                Locale.ROOT,
                "%,d of %,d drafts were aborted; %,d statements were signed, %,d headers and tokens compared.%n",
                drafted - committed,
                drafted,
                signed,
                compared);
        assertThat((double) (drafted - committed) / drafted)
                .as("drafts that were aborted")
                .isGreaterThan(SHARE / 2);
    }

    private History history(TestBroker broker, int partition) throws Exception {
        return new History(broker, TOPICS, partition, List.of(world.trust));
    }

    /// Four standard deviations about what was asked for.
    private static void requireShare(String whose, AbortingClients clients) {
        double deviation = Math.sqrt(SHARE * (1 - SHARE) / (clients.aborted() + clients.committed()));
        assertThat(clients.abortedShare())
                .as("transactions of %s: %d committed, %d aborted", whose, clients.committed(), clients.aborted())
                .isBetween(SHARE - 4 * deviation, SHARE + 4 * deviation);
    }

    /// A notary that reads what is not committed does this.
    @Test
    void a_signature_over_a_draft_that_was_aborted_is_found() throws Exception {
        try (TestBroker broker = TestBroker.start(directory);
                KafkaProducer<byte[], byte[]> producer = broker.transactionalProducer("careless")) {
            prepare(broker);
            History history = history(broker, 0);
            sign(producer, 1, true);
            assertThat(history.requireSignedOnlyCommitted()).isOne();
            sign(producer, 2, false);
            assertThatThrownBy(history::requireSignedOnlyCommitted).isInstanceOf(AssertionError.class);
        }
    }

    private void sign(KafkaProducer<byte[], byte[]> producer, long n, boolean commits) throws Exception {
        Bytes body = Bytes.of(Delta.heartbeat(n - 1).toBytes());
        Hash any = Hash.of(new byte[] {(byte) n});
        Header header = new Header(
                TestWorld.DEPLOYMENT,
                TestWorld.REGION,
                1,
                0,
                n,
                any,
                n,
                1,
                1,
                any,
                TestWorld.EPOCH.plusMillis(n),
                Delta.hashOf(body.toArray()));
        producer.beginTransaction();
        producer.send(Codecs.DRAFT.record(
                        TOPICS.drafts(),
                        0,
                        Topics.partitionKey(0),
                        new CheckpointDraft(0, Bytes.of(header.toBytes()), body)))
                .get();
        if (commits) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
        Checkpoint checkpoint = new Checkpoint(SignedHeader.sign(header.toBytes(), world.checkpointKey), body);
        producer.beginTransaction();
        producer.send(Codecs.CHECKPOINT.record(
                        TOPICS.checkpoints(), 0, Topics.partitionKey(0), new CheckpointRecord(0, checkpoint)))
                .get();
        producer.abortTransaction();
    }

    private void prepare(TestBroker broker) throws Exception {
        try (Admin admin = broker.admin();
                KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
            producer.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(world.trust)))
                    .get();
        }
    }

    private KafkaStreams fold(TestBroker broker, AbortingClients clients) {
        Properties config = KafkaSettings.streams(settings(broker));
        // As long as from tick to tick, so that most transactions hold drafts.
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
        KafkaStreams streams = new KafkaStreams(
                StatusTopology.of(
                        TOPICS, world.root, TestWorld.REGION, InstantSource.system(), new Counters(), Set.of()),
                config,
                clients);
        streams.setUncaughtExceptionHandler(thrown -> {
            failures.add(thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        return streams;
    }

    private StreamSettings settings(TestBroker broker) {
        return new StreamSettings(
                broker.bootstrapServers(),
                world.root,
                TestWorld.REGION,
                List.of(world.checkpointKey),
                List.of(world.tokenKey),
                directory,
                TOPICS,
                true,
                (short) 1,
                List.of(),
                StreamSettings.Work.BOTH,
                "1",
                Map.of(),
                Optional.empty(),
                0,
                Set.of());
    }

    private static long versions(Follower follower) {
        return follower.versions().stream().mapToLong(Long::longValue).sum();
    }
}
