package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.fixture.TopicReader;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.Step;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.schema.SignedList;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program against a real broker: from events to signed checkpoints, a partition without trust, and a kill.
@Tag("kafka")
class StreamIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final int ORDINARY = 3;
    private static final int KILLED = 5;
    private static final int UNTRUSTED = 7;
    private static final int NOBODY_S = 9;
    private static final int COUNTED = 11;
    private static final int HUNG = 13;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final TestWorld WORLD = new TestWorld();

    @TempDir
    private static Path directory;

    private static TestBroker broker;
    private static RunningStream stream;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(directory);
        try (Admin admin = broker.admin()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
        }
        producer = broker.producer();
        producer.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(WORLD.trust)))
                .get();
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            if (partition != UNTRUSTED && partition != NOBODY_S) {
                send(partition, WORLD.trust.toEvent());
            }
        }
        stream = RunningStream.start(broker, TOPICS, WORLD, directory);
    }

    @AfterAll
    static void stop() {
        stream.close();
        producer.close();
        broker.close();
    }

    @Test
    void what_was_appended_is_signed_and_moves_a_replica_to_the_same_state() throws Exception {
        ListId list = TestWorld.listsIn(ORDINARY).findFirst().orElseThrow();
        send(ORDINARY, WORLD.sign(WORLD.open(list, 2, 1_000)));
        send(ORDINARY, WORLD.sign(WORLD.change(list, 17, Status.INVALID)));
        send(ORDINARY, WORLD.sign(WORLD.change(list, 18, Status.SUSPENDED)));
        send(ORDINARY, WORLD.sign(WORLD.change(list, 17, Status.VALID)));
        send(ORDINARY, TestWorld.forged(WORLD.sign(WORLD.change(list, 19, Status.INVALID))));

        // The adoption, the opening, two changes and the one that is refused count; what is not authentic does not.
        Replica replica = replica(ORDINARY, 5);

        PackedStatuses statuses = replica.lists().get(list).statuses();
        assertThat(statuses.status(17)).isEqualTo(Status.INVALID);
        assertThat(statuses.status(18)).isEqualTo(Status.SUSPENDED);
        assertThat(statuses.status(19)).isEqualTo(Status.VALID);
        assertThat(refusals(ORDINARY, 2))
                .extracting(RefusalRecord::kind)
                .containsExactly(RefusalRecord.Kind.REFUSED, RefusalRecord.Kind.NOT_AUTHENTIC);
        TokenStatusListJwt.verify(token().token().toAscii(), WORLD.tokenKey.publicKey());
    }

    @Test
    void in_a_partition_that_adopted_no_trust_everything_is_refused_until_it_does() throws Exception {
        List<ListId> lists = TestWorld.listsIn(UNTRUSTED).limit(2).toList();
        send(UNTRUSTED, WORLD.sign(WORLD.open(lists.getFirst(), 2, 1_000)));
        send(UNTRUSTED, WORLD.sign(WORLD.change(lists.getFirst(), 1, Status.INVALID)));
        producer.send(new ProducerRecord<>(TOPICS.statusEvents(), UNTRUSTED, null, new byte[] {1, 2, 3}))
                .get();

        List<RefusalRecord> refused = refusals(UNTRUSTED, 3);
        assertThat(refused).allMatch(record -> record.kind() == RefusalRecord.Kind.NOT_AUTHENTIC);
        assertThat(refused).extracting(RefusalRecord::offset).containsExactly(0L, 1L, 2L);
        replica(UNTRUSTED + 1, 1);
        assertThat(signed(UNTRUSTED)).isEmpty();

        // The same issuer and key and the same kind of commands, behind the adoption.
        send(UNTRUSTED, WORLD.trust.toEvent());
        send(UNTRUSTED, WORLD.sign(WORLD.open(lists.getLast(), 2, 1_000)));
        send(UNTRUSTED, WORLD.sign(WORLD.change(lists.getLast(), 1, Status.INVALID)));
        Replica replica = replica(UNTRUSTED, 3);
        assertThat(replica.n()).isEqualTo(3);
        assertThat(replica.lists().keySet()).containsExactly(lists.getLast());
        assertThat(replica.lists().get(lists.getLast()).statuses().status(1)).isEqualTo(Status.INVALID);
    }

    @Test
    void a_kill_in_the_middle_leaves_one_unbroken_run_of_checkpoints() throws Exception {
        ListId list = TestWorld.listsIn(KILLED).findFirst().orElseThrow();
        send(KILLED, WORLD.sign(WORLD.open(list, 2, 1_000)));
        replica(KILLED, 2);
        for (int idx = 0; idx < 200; idx++) {
            send(KILLED, WORLD.sign(WORLD.change(list, idx, Status.INVALID)));
            if (idx == 100) {
                stream.restart();
            }
        }

        Replica replica = replica(KILLED, 202);

        assertThat(replica.n()).isEqualTo(202);
        assertThat(replica.lists().get(list).version()).isEqualTo(201);
        for (int idx = 0; idx < 200; idx++) {
            assertThat(replica.lists().get(list).statuses().status(idx)).isEqualTo(Status.INVALID);
        }
    }

    @Test
    void what_it_does_can_be_scraped() throws Exception {
        ListId list = TestWorld.listsIn(COUNTED).findFirst().orElseThrow();
        send(COUNTED, WORLD.sign(WORLD.open(list, 2, 1_000)));
        send(COUNTED, WORLD.sign(WORLD.change(list, 1, Status.INVALID)));
        send(COUNTED, WORLD.sign(WORLD.change(list, 1, Status.VALID)));
        replica(COUNTED, 4);

        await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Double> figures = stream.figures();
            assertThat(figures.get("holdfast_stream_events_total{kind=\"change\",outcome=\"accepted\"}"))
                    .isPositive();
            assertThat(figures.get("holdfast_stream_refusals_total{cause=\"final\"}"))
                    .isPositive();
            assertThat(figures.get("holdfast_stream_signatures_total{kind=\"checkpoint\"}"))
                    .isGreaterThanOrEqualTo(figures.get("holdfast_stream_transactions_total{part=\"notary\"}"));
            assertThat(figures.get("holdfast_stream_checkpoint_age_seconds{partition=\"11\"}"))
                    .isBetween(0.0, 15.0);
            assertThat(figures.get("holdfast_stream_checkpoint_age_seconds{partition=\"9\"}"))
                    .isNaN();
            assertThat(figures.get("holdfast_stream_token_age_seconds{partition=\"11\"}"))
                    .isPositive();
            assertThat(figures.get("holdfast_stream_lag{partition=\"11\"}")).isZero();
            assertThat(figures.get("holdfast_stream_open{partition=\"11\"}")).isZero();
            assertThat(figures.get("holdfast_stream_drafts_lag{partition=\"11\"}"))
                    .isLessThan(10);
            assertThat(figures.get("holdfast_stream_checkpoint_changes_count")).isPositive();
            for (String timer : List.of("fold", "tick", "tick_late", "notary")) {
                assertThat(figures.get("holdfast_stream_" + timer + "_seconds_count"))
                        .as(timer)
                        .isPositive();
            }
            assertThat(figures.keySet()).anyMatch(name -> name.startsWith("kafka_stream_thread_process_ratio"));
        });
        assertThat(stream.figures().size()).isLessThan(500);
    }

    @Test
    void a_transaction_that_hangs_in_the_log_is_seen_until_it_is_over() throws Exception {
        try (KafkaProducer<byte[], byte[]> hanging = broker.transactionalProducer("hanging")) {
            hanging.beginTransaction();
            hanging.send(new ProducerRecord<>(TOPICS.statusEvents(), HUNG, null, new byte[] {1}))
                    .get();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stream.figures().get("holdfast_stream_open{partition=\"13\"}"))
                            .isPositive());
            hanging.abortTransaction();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stream.figures().get("holdfast_stream_open{partition=\"13\"}"))
                        .isZero());
    }

    @Test
    void a_partition_that_nobody_may_publish_is_told_by_its_health_which_can_work_all_the_same() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> ready = get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            JsonNode checks = JSON.readTree(ready.body()).path("checks");
            assertThat(checks.at("/0/status").asText()).isEqualTo("UP");
            assertThat(checks.at("/1/data/unpublished")).contains(JSON.valueToTree(NOBODY_S));
            assertThat(checks.at("/1/data").size()).isEqualTo(1);
        });
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(stream.at(path)).build(), BodyHandlers.ofString());
    }

    /// A replica that took every signed checkpoint of a partition, the first to the one that reaches `n`.
    private static Replica replica(int partition, long n) throws Exception {
        try (TopicReader reader = new TopicReader(broker, TOPICS.checkpoints(), partition)) {
            Replica replica = Replica.empty(partition);
            for (Checkpoint checkpoint : checkpoints(reader.until(
                    PATIENCE, read -> !read.isEmpty() && n(checkpoint(read.getLast())) >= n))) {
                Step step = replica.apply(checkpoint, WORLD.trust);
                assertThat(step).isInstanceOf(Step.Moved.class);
                replica = ((Step.Moved) step).next();
            }
            return replica;
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + stream.lastWords(), e);
        }
    }

    private static List<Checkpoint> signed(int partition) {
        try (TopicReader reader = new TopicReader(broker, TOPICS.checkpoints(), partition)) {
            return checkpoints(reader.toEnd());
        }
    }

    private static List<RefusalRecord> refusals(int partition, int count) throws Malformed {
        try (TopicReader reader = new TopicReader(broker, TOPICS.refusals(), partition)) {
            List<RefusalRecord> refusals = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : reader.until(PATIENCE, read -> read.size() >= count)) {
                refusals.add(Codecs.REFUSAL.decode(record.value(), record.headers()));
            }
            return refusals;
        }
    }

    private static SignedList token() throws Malformed {
        try (TopicReader reader = new TopicReader(broker, TOPICS.signedLists(), ORDINARY)) {
            ConsumerRecord<byte[], byte[]> first =
                    reader.until(PATIENCE, read -> !read.isEmpty()).getFirst();
            return Codecs.SIGNED_LIST.decode(first.value(), first.headers());
        }
    }

    private static void send(int partition, StatusEvent event) throws Exception {
        producer.send(Codecs.EVENT.record(TOPICS.statusEvents(), partition, null, TestWorld.record(event)))
                .get();
    }

    private static List<Checkpoint> checkpoints(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(StreamIT::checkpoint).toList();
    }

    private static Checkpoint checkpoint(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Codecs.CHECKPOINT.decode(record.value(), record.headers()).checkpoint();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static long n(Checkpoint checkpoint) {
        try {
            return checkpoint.signed().header().n();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
