package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.fixture.TestBroker;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two instances of the program share the partitions, and each is killed or put to sleep at random moments under
/// load. `-Dholdfast.chaos.moments=N` sets how many (100), `-Dholdfast.chaos.seed=N` which (1).
@Tag("kafka")
@Tag("long")
class ChaosIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOMENTS = Integer.getInteger("holdfast.chaos.moments", 100);
    private static final long SEED = Long.getLong("holdfast.chaos.seed", 1);
    private static final String FENCED = "signing begins anew";

    @TempDir
    private Path directory;

    private final TestWorld world = new TestWorld();
    private final Ed25519Signer secondKey = TestWorld.key(8);
    private final SignedTrustDocument trust = world.trustAfter(
            world.trust, next -> TrustEdit.rotate(next, world.checkpointKey.keyId(), secondKey.publicKey(), true));
    private final List<RunningStream> streams = new ArrayList<>();
    private TestBroker broker;
    private EventLoad load;
    private Follower follower;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(directory);
        try (Admin admin = broker.admin()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
        }
        load = new EventLoad(broker, TOPICS, world, SEED, Duration.ofMillis(10));
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            for (SignedTrustDocument document : List.of(world.trust, trust)) {
                producer.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(document)))
                        .get();
            }
        }
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            load.send(partition, world.trust.toEvent());
            load.send(partition, trust.toEvent());
        }
        streams.add(RunningStream.start(broker, TOPICS, world, directory, 1, world.checkpointKey));
        follower = new Follower(broker, TOPICS, trust);
        load.start();
        // The second key is listed from document 2 on: whoever holds it alone signs nothing under the first.
        awaitPublished();
        streams.add(RunningStream.start(broker, TOPICS, world, directory, 2, secondKey));
    }

    @AfterEach
    void stop() throws Exception {
        load.close();
        follower.close();
        streams.forEach(RunningStream::close);
        broker.close();
    }

    @Test
    void whenever_either_is_killed_or_sleeps_there_is_one_history_and_it_goes_on() throws Exception {
        Random random = new Random(SEED);
        for (int moment = 1; moment <= MOMENTS; moment++) {
            strike(random);
            if (moment % 10 == 0) {
                awaitPublished();
                assertThat(follower.faults()).isEmpty();
            }
        }
        assertOneHistory();
    }

    /// Each signs with a key of its own, so what the sleeper wrote is known by its signature.
    @Test
    void a_notary_that_sleeps_until_another_has_signed_in_its_place_is_fenced() throws Exception {
        RunningStream sleeper = streams.getFirst();
        for (int round = 0; round < 10 && !sleeper.log().contains(FENCED); round++) {
            awaitAcknowledged(100 + 13 * round);
            sleeper.suspend();
            try {
                awaitPublished();
            } finally {
                sleeper.resume();
            }
            awaitPublished();
            sleeper.revive();
        }
        assertThat(sleeper.log()).contains(FENCED);
        assertOneHistory();
    }

    private void strike(Random random) throws Exception {
        RunningStream struck = streams.get(random.nextInt(streams.size()));
        awaitAcknowledged(10 + random.nextInt(190));
        if (random.nextBoolean()) {
            struck.kill();
            awaitAcknowledged(random.nextInt(100));
        } else {
            struck.suspend();
            // Now shorter than a transaction may last, now longer than a session.
            awaitAcknowledged(random.nextInt(random.nextInt(3) == 0 ? 1_000 : 200));
            struck.resume();
        }
        for (RunningStream stream : streams) {
            stream.revive();
        }
    }

    private void awaitAcknowledged(int more) {
        long wanted = load.count() + more;
        await().atMost(PATIENCE).until(() -> load.count() >= wanted);
    }

    /// Until everything that is in the log now is published.
    private void awaitPublished() throws Exception {
        List<Long> wanted = new ArrayList<>();
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            wanted.add(history(partition).n());
        }
        try {
            await().atMost(PATIENCE).until(() -> isReached(wanted));
        } catch (Exception e) {
            throw new AssertionError(
                    "published " + follower.reached() + " of " + wanted + ", faults " + follower.faults() + "\n"
                            + streams.stream().map(RunningStream::lastWords).collect(Collectors.joining("\n---\n")),
                    e);
        }
    }

    private boolean isReached(List<Long> wanted) {
        List<Long> reached = follower.reached();
        for (int partition = 0; partition < wanted.size(); partition++) {
            if (reached.get(partition) < wanted.get(partition)) {
                return false;
            }
        }
        return true;
    }

    private void assertOneHistory() throws Exception {
        load.stop();
        awaitPublished();
        assertThat(follower.faults()).isEmpty();
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            History history = history(partition);
            history.requireAcknowledged(load.acknowledged().get(partition));
            assertThat(history.requireOneHistory()).isPositive();
            assertThat(follower.reached().get(partition)).isEqualTo(history.n());
        }
    }

    private History history(int partition) throws Exception {
        return new History(broker, TOPICS, partition, List.of(world.trust, trust));
    }
}
