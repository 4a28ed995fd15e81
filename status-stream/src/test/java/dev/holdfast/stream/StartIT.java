package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.fixture.TopicReader;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a start refuses, and how soon after one the first new checkpoint is there.
@Tag("kafka")
class StartIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// After which Kafka gives a member up, see [KafkaSettings].
    private static final Duration SESSION = Duration.ofSeconds(6);

    /// For a process that starts on a busy machine; less than the 45 s after which Kafka's own default gives a member
    /// up.
    private static final Duration QUICK = Duration.ofSeconds(30);

    private static final int PARTITION = 3;

    private final TestWorld world = new TestWorld();
    private final ListId list = TestWorld.listsIn(PARTITION).findFirst().orElseThrow();

    @TempDir
    private Path directory;

    private TestBroker broker;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(directory);
        producer = broker.producer();
    }

    @AfterEach
    void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void a_cluster_without_safe_transactions_is_refused_unless_it_is_one_to_play_with() throws Exception {
        try (Admin admin = broker.admin()) {
            assertThatCode(() -> ClusterCheck.require(admin, false)).doesNotThrowAnyException();
            admin.updateFeatures(
                            Map.of(ClusterCheck.FEATURE, new FeatureUpdate((short) 1, UpgradeType.SAFE_DOWNGRADE)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> ClusterCheck.require(admin, false))
                            .isInstanceOf(UnsafeCluster.class)
                            .hasMessageContaining("transaction.version 1, exactly-once needs 2")
                            .hasMessageContaining("kafka-features.sh")
                            .hasMessageContaining("--feature transaction.version=2"));
            assertThatCode(() -> ClusterCheck.require(admin, true)).doesNotThrowAnyException();
        }
    }

    @Test
    @Tag("long")
    void after_a_clean_stop_the_next_start_signs_at_once() throws Exception {
        prepare();
        try (RunningStream stream = RunningStream.start(broker, TOPICS, world, directory)) {
            send(world.sign(world.change(list, 1, Status.INVALID)));
            awaitN(3, stream);
            stream.stop();
            send(world.sign(world.change(list, 2, Status.INVALID)));
            long begun = System.nanoTime();

            stream.startAgain();
            awaitN(4, stream);

            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println("restart to first new checkpoint: " + took.toMillis() + " ms");
            assertThat(took).isLessThan(QUICK);
        }
    }

    @Test
    @Tag("long")
    void a_standby_signs_within_three_seconds_of_taking_over() throws Exception {
        prepare();
        Path other = Files.createDirectories(directory.resolve("other"));
        try (RunningStream first = RunningStream.start(broker, TOPICS, world, directory, "--standbys=1");
                RunningStream second =
                        RunningStream.start(broker, TOPICS, world, other, "--standbys=1", "--instance=2")) {
            awaitN(2, first);
            await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                assertThat(first.isReady()).isTrue();
                assertThat(second.isReady()).isTrue();
                assertThat(folded(first)).isEqualTo(Topics.PARTITIONS / 2);
                assertThat(folded(second)).isEqualTo(Topics.PARTITIONS / 2);
            });
            RunningStream holder = folds(first, PARTITION) ? first : second;
            RunningStream standby = holder == first ? second : first;
            send(world.sign(world.change(list, 1, Status.INVALID)));
            awaitN(3, standby);

            holder.kill();
            long killed = System.nanoTime();
            send(world.sign(world.change(list, 2, Status.INVALID)));
            awaitN(4, standby);

            Duration took = Duration.ofNanos(System.nanoTime() - killed);
            System.out.println("kill to first new checkpoint at the standby: " + took.toMillis() + " ms");
            assertThat(took).isLessThan(SESSION.plusSeconds(3));
        }
    }

    /// Decision 30. A member that is waited for stays in its group for [#SESSION].
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    @Tag("long")
    void who_is_stopped_is_waited_for_unless_others_may_hold_copies(int standbys, int waitedFor) throws Exception {
        prepare();
        try (RunningStream stream = RunningStream.start(broker, TOPICS, world, directory, "--standbys=" + standbys);
                Admin admin = broker.admin()) {
            awaitN(2, stream);
            stream.stop();

            assertThat(admin.describeConsumerGroups(List.of(TOPICS.application()))
                            .describedGroups()
                            .get(TOPICS.application())
                            .get()
                            .members())
                    .hasSize(waitedFor);
        }
    }

    private static boolean folds(RunningStream stream, int partition) throws Exception {
        Double age = stream.figures().get("holdfast_stream_draft_age_seconds{partition=\"" + partition + "\"}");
        return age != null && !age.isNaN();
    }

    private static int folded(RunningStream stream) throws Exception {
        int folded = 0;
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            folded += folds(stream, partition) ? 1 : 0;
        }
        return folded;
    }

    private void prepare() throws Exception {
        try (Admin admin = broker.admin()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
        }
        producer.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(world.trust)))
                .get();
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            send(partition, world.trust.toEvent());
        }
        send(world.sign(world.open(list, 2, 1_000)));
    }

    private void send(StatusEvent event) throws Exception {
        send(PARTITION, event);
    }

    private void send(int partition, StatusEvent event) throws Exception {
        producer.send(Codecs.EVENT.record(TOPICS.statusEvents(), partition, null, TestWorld.record(event)))
                .get();
    }

    private void awaitN(long n, RunningStream stream) throws Exception {
        try (TopicReader reader = new TopicReader(broker, TOPICS.checkpoints(), PARTITION)) {
            List<ConsumerRecord<byte[], byte[]>> _ =
                    reader.until(PATIENCE, read -> !read.isEmpty() && n(read.getLast()) >= n);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + stream.lastWords(), e);
        }
    }

    private static long n(ConsumerRecord<byte[], byte[]> record) {
        try {
            Header header = Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed()
                    .header();
            return header.n();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
