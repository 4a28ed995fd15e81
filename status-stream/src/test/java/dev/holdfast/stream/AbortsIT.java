package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.fixture.TestBroker;
import dev.holdfast.layout.Hash;
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
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fold and the notary over a real broker, with three in ten transactions of the fold aborted by force.
/// `-Dholdfast.aborts.versions=N` sets for how long (10,000).
@Tag("kafka")
@Tag("long")
class AbortsIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final int VERSIONS = Integer.getInteger("holdfast.aborts.versions", 10_000);
    private static final double SHARE = 0.3;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @TempDir
    private Path directory;

    private final TestWorld world = new TestWorld();
    private final AbortingClients clients = new AbortingClients(1, SHARE);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void nothing_is_signed_that_is_not_committed() throws Exception {
        try (TestBroker broker = TestBroker.start(directory)) {
            prepare(broker);
            try (EventLoad load = new EventLoad(broker, TOPICS, world, 1, Duration.ofMillis(4));
                    Follower follower = new Follower(broker, TOPICS, world.trust);
                    KafkaStreams fold = fold(broker);
                    Notary notary = Notary.start(settings(broker), new Counters(), failures::add)) {
                for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                    load.send(partition, world.trust.toEvent());
                }
                fold.start();
                load.start();
                await().atMost(PATIENCE).until(() -> sum(follower.reached()) >= VERSIONS || !failures.isEmpty());
                load.stop();
                clients.calm();
                requireCommitted(broker, follower);
                assertThat(notary).isNotNull();
            }
        }
        assertThat(failures).isEmpty();
        assertThat((double) clients.aborted() / (clients.aborted() + clients.committed()))
                .as("aborted %d, committed %d", clients.aborted(), clients.committed())
                .isGreaterThan(SHARE / 2);
    }

    private void requireCommitted(TestBroker broker, Follower follower) throws Exception {
        int abortedDrafts = 0;
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            int at = partition;
            History history = new History(broker, TOPICS, partition, List.of(world.trust));
            await().atMost(PATIENCE).until(() -> follower.reached().get(at) >= history.n());
            // In this order: a draft that is still open when it is read must not pass for an aborted one that was
            // signed.
            Set<Hash> signed = history.signed();
            Set<Hash> aborted = history.abortedDrafts();
            abortedDrafts += aborted.size();
            assertThat(signed).isNotEmpty().doesNotContainAnyElementsOf(aborted);
            assertThat(history.requireOneHistory()).isPositive();
        }
        assertThat(follower.faults()).isEmpty();
        assertThat(abortedDrafts).as("drafts of aborted transactions").isPositive();
    }

    private void prepare(TestBroker broker) throws Exception {
        try (Admin admin = broker.admin();
                KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
            producer.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(world.trust)))
                    .get();
        }
    }

    private KafkaStreams fold(TestBroker broker) {
        KafkaStreams streams = new KafkaStreams(
                StatusTopology.of(TOPICS, world.root, TestWorld.REGION, InstantSource.system(), new Counters()),
                KafkaSettings.streams(settings(broker)),
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
                Map.of());
    }

    private static long sum(List<Long> reached) {
        return IntStream.range(0, reached.size()).mapToLong(reached::get).sum();
    }
}
