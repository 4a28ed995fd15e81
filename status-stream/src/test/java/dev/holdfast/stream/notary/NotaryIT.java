package dev.holdfast.stream.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.fixture.TopicReader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.StreamSettings;
import dev.holdfast.stream.TestWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The notary over a real broker: transactions decide what it may see.
@Tag("kafka")
class NotaryIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TestWorld WORLD = new TestWorld();

    @TempDir
    private static Path directory;

    private static final Counters COUNTERS = new Counters();
    private static final Queue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();
    private static TestBroker broker;
    private static Notary notary;
    private static KafkaProducer<byte[], byte[]> stream;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(directory);
        try (Admin admin = broker.admin()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
        }
        stream = broker.transactionalProducer("stream");
        stream.beginTransaction();
        stream.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(WORLD.trust)))
                .get();
        stream.commitTransaction();
        notary = notary();
    }

    @AfterAll
    static void stop() {
        stream.close();
        notary.close();
        broker.close();
        assertThat(FAILURES).isEmpty();
    }

    @Test
    void a_draft_of_an_aborted_transaction_is_never_signed_and_the_same_draft_committed_is() throws Exception {
        CheckpointDraft given = draft(1, 0, 5, 100, "given up");
        aborted(given);
        CheckpointDraft instead = draft(1, 0, 6, 200, "instead");
        committed(instead);
        assertThat(signed(1, 1)).containsExactly(instead.header());

        CheckpointDraft kept = draft(2, 0, 5, 100, "given up");
        committed(kept);
        assertThat(signed(2, 1)).containsExactly(kept.header());

        // Later than anything: whatever was to be signed before has been.
        CheckpointDraft last = draft(1, 6, 7, 300, "last");
        committed(last);
        assertThat(signed(1, 2)).containsExactly(instead.header(), last.header());
    }

    @Test
    void a_draft_of_an_open_transaction_waits_for_the_commit() throws Exception {
        CheckpointDraft waiting = draft(3, 0, 5, 100, "waiting");
        try (KafkaProducer<byte[], byte[]> slow = broker.transactionalProducer("slow")) {
            slow.beginTransaction();
            slow.send(record(waiting)).get();
            CheckpointDraft other = draft(4, 0, 5, 100, "other");
            committed(other);
            assertThat(signed(4, 1)).containsExactly(other.header());
            assertThat(signed(3, 0)).isEmpty();

            slow.commitTransaction();
        }
        assertThat(signed(3, 1)).containsExactly(waiting.header());
    }

    @Test
    void a_notary_that_starts_again_goes_on_behind_what_it_has_signed() throws Exception {
        CheckpointDraft first = draft(5, 0, 5, 100, "first");
        committed(first);
        assertThat(signed(5, 1)).containsExactly(first.header());
        long refused = COUNTERS.of(What.NOTARY_DRAFTS_REFUSED);

        notary.close();
        CheckpointDraft contradiction = draft(5, 5, 5, 200, "another state");
        committed(contradiction);
        CheckpointDraft elsewhere = draft(6, 0, 1, 100, "elsewhere");
        committed(elsewhere);
        notary = notary();

        assertThat(signed(6, 1)).containsExactly(elsewhere.header());
        assertThat(signed(5, 1)).containsExactly(first.header());
        await().atMost(PATIENCE).until(() -> COUNTERS.of(What.NOTARY_DRAFTS_REFUSED) > refused);
        assertThat(signed(5, 1)).containsExactly(first.header());
    }

    private static Notary notary() {
        StreamSettings settings = new StreamSettings(
                broker.bootstrapServers(),
                WORLD.root,
                TestWorld.REGION,
                List.of(WORLD.checkpointKey),
                List.of(WORLD.tokenKey),
                directory,
                TOPICS,
                true,
                (short) 1,
                List.of(),
                StreamSettings.Work.NOTARY,
                "1",
                Map.of(),
                Optional.empty(),
                0,
                Set.of());
        return Notary.start(settings, COUNTERS, FAILURES::add);
    }

    private static void aborted(CheckpointDraft draft) throws Exception {
        stream.beginTransaction();
        stream.send(record(draft)).get();
        stream.abortTransaction();
    }

    private static void committed(CheckpointDraft draft) throws Exception {
        stream.beginTransaction();
        stream.send(record(draft)).get();
        stream.commitTransaction();
    }

    private static ProducerRecord<byte[], byte[]> record(CheckpointDraft draft) {
        return Codecs.DRAFT.record(TOPICS.drafts(), draft.partition(), Topics.partitionKey(draft.partition()), draft);
    }

    /// The signed headers of a partition in order, at least so many, each verified.
    private static List<Bytes> signed(int partition, int count) throws Exception {
        List<Bytes> headers = new ArrayList<>();
        try (TopicReader reader = new TopicReader(broker, TOPICS.checkpoints(), partition)) {
            reader.until(PATIENCE, read -> read.size() >= count);
            for (ConsumerRecord<byte[], byte[]> record : reader.toEnd()) {
                SignedHeader signed = Codecs.CHECKPOINT
                        .decode(record.value(), record.headers())
                        .checkpoint()
                        .signed();
                signed.verify(WORLD.checkpointKey.publicKey());
                headers.add(signed.headerBytes());
            }
        }
        return headers;
    }

    private static CheckpointDraft draft(int partition, long fromN, long n, long millis, String state) {
        byte[] body = Delta.heartbeat(fromN).toBytes();
        Hash chain = Bytes.ofAscii(state).sha256();
        Header header = new Header(
                TestWorld.DEPLOYMENT,
                TestWorld.REGION,
                1,
                partition,
                n,
                chain,
                n,
                1,
                1,
                chain,
                Instant.ofEpochMilli(millis),
                Delta.hashOf(body));
        return new CheckpointDraft(partition, Bytes.of(header.toBytes()), Bytes.of(body));
    }
}
