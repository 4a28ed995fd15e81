package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.check.Freshness;
import dev.holdfast.check.Policy;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.trust.SignedTrustDocument;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An edge and its Kafka source over a real broker: where it begins, where it goes on, and what it never sees.
@Tag("kafka")
class KafkaSourceIT {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger DEPLOYMENTS = new AtomicInteger();

    @TempDir
    private static Path brokerDirectory;

    private static TestBroker broker;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;

    @TempDir
    private Path store;

    private final Topics topics = new Topics("edge" + DEPLOYMENTS.incrementAndGet() + ".");
    private final Centre centre = new Centre(Clock.systemUTC(), PARTITIONS);
    private ListId list;
    private int partition;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(brokerDirectory);
        admin = broker.admin();
        producer = broker.producer();
    }

    @AfterAll
    static void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    @BeforeEach
    void begin() throws Exception {
        TopicSetup.ensure(admin, topics, PARTITIONS, (short) 1, true);
        for (SignedTrustDocument document : centre.trust()) {
            send(Codecs.TRUST.record(topics.trust(), 0, Topics.trustKey(), TrustRecord.of(document)));
        }
        list = centre.open("pid");
        partition = centre.partitionOf(list);
        publish(centre.checkpoint(0));
        publish(centre.checkpoint(1));
    }

    @Test
    void an_edge_follows_from_the_first_checkpoint_when_there_is_no_snapshot() throws Exception {
        try (Edge edge = edge()) {
            awaitStatus(edge, 3, Verdict.VALID);
            centre.set(list, 3, Status.INVALID);
            publish(centre.checkpoint(partition));
            awaitStatus(edge, 3, Verdict.INVALID);
            assertThat(edge.stats().snapshots()).isZero();
        }
    }

    @Test
    void a_new_edge_begins_at_the_newest_snapshot_and_goes_on_behind_it() throws Exception {
        centre.set(list, 3, Status.INVALID);
        long covering = publish(centre.checkpoint(partition));
        publish(centre.snapshot(partition), covering);
        centre.set(list, 4, Status.SUSPENDED);
        publish(centre.checkpoint(partition));
        // What led to the snapshot is gone, as it is after a week.
        forget(covering);

        try (Edge edge = edge()) {
            awaitStatus(edge, 4, Verdict.SUSPENDED);
            assertThat(verdict(edge, 3)).isEqualTo(Verdict.INVALID);
            assertThat(edge.stats().snapshots()).isPositive();
        }
    }

    @Test
    void an_edge_that_starts_again_reads_on_and_nothing_twice() throws Exception {
        centre.set(list, 3, Status.INVALID);
        publish(centre.checkpoint(partition));
        try (Edge edge = edge()) {
            awaitStatus(edge, 3, Verdict.INVALID);
        }
        centre.set(list, 4, Status.SUSPENDED);
        Checkpoint news = centre.checkpoint(partition);
        publish(news);

        try (Edge edge = edge()) {
            assertThat(verdict(edge, 3)).as("from the store alone").isEqualTo(Verdict.INVALID);
            awaitStatus(edge, 4, Verdict.SUSPENDED);
            assertThat(edge.stats().deltas()).isEqualTo(1);
            assertThat(edge.stats().refused()).isEmpty();
            assertThat(edge.stats().trustDocuments()).isZero();
        }
    }

    @Test
    void an_edge_whose_place_is_gone_takes_a_snapshot() throws Exception {
        try (Edge edge = edge()) {
            awaitStatus(edge, 3, Verdict.VALID);
        }
        centre.set(list, 3, Status.INVALID);
        publish(centre.checkpoint(partition));
        centre.set(list, 4, Status.SUSPENDED);
        long covering = publish(centre.checkpoint(partition));
        publish(centre.snapshot(partition), covering);
        forget(covering + 1);

        try (Edge edge = edge()) {
            awaitStatus(edge, 4, Verdict.SUSPENDED);
            assertThat(verdict(edge, 3)).isEqualTo(Verdict.INVALID);
        }
    }

    @Test
    void what_is_not_committed_is_not_seen_and_what_is_aborted_never() throws Exception {
        try (Edge edge = edge();
                KafkaProducer<byte[], byte[]> notary = broker.transactionalProducer(topics.prefix() + "notary")) {
            awaitStatus(edge, 3, Verdict.VALID);
            Checkpoint givenUp = centre.forge(list, 9, Status.INVALID);
            notary.beginTransaction();
            notary.send(record(givenUp)).get();
            notary.abortTransaction();

            centre.set(list, 3, Status.INVALID);
            Checkpoint real = centre.checkpoint(partition);
            notary.beginTransaction();
            notary.send(record(real)).get();
            notary.commitTransaction();

            awaitStatus(edge, 3, Verdict.INVALID);
            assertThat(verdict(edge, 9)).isEqualTo(Verdict.VALID);
            assertThat(edge.stats().refused()).isEmpty();
        }
    }

    @Test
    void tokens_come_by_the_same_broker() throws Exception {
        var token = centre.token(list, Duration.ofHours(24));
        try (Edge edge = edge()) {
            awaitStatus(edge, 3, Verdict.VALID);
            send(Codecs.SIGNED_LIST.record(
                    topics.signedLists(), partition, Topics.signedListKey(list, token.format()), token));
            await().atMost(PATIENCE)
                    .until(() -> edge.token("/lists/" + list) instanceof TokenLookup.Found found
                            && found.tokens().getFirst().token().equals(token.token()));
        }
    }

    private Edge edge() throws StoreRefused {
        KafkaSettings kafka = new KafkaSettings(List.of(broker.bootstrapServers()), topics);
        Edge edge = Edge.open(
                new EdgeSettings(centre.root, store, Freshness.Limits.DEFAULT, Optional.of(kafka)), Clock.systemUTC());
        edge.start();
        return edge;
    }

    private void awaitStatus(Edge edge, int idx, Verdict wanted) {
        await().atMost(PATIENCE).until(() -> verdict(edge, idx) == wanted);
    }

    private Verdict verdict(Edge edge, int idx) {
        return edge.check(Centre.uri(list), idx, Policy.STANDARD).verdict();
    }

    private ProducerRecord<byte[], byte[]> record(Checkpoint checkpoint) throws Exception {
        int at = checkpoint.signed().header().partition();
        return Codecs.CHECKPOINT.record(
                topics.checkpoints(), at, Topics.partitionKey(at), new CheckpointRecord(at, checkpoint));
    }

    /// @return its offset
    private long publish(Checkpoint checkpoint) throws Exception {
        return send(record(checkpoint));
    }

    private void publish(Snapshot snapshot, long covering) throws Exception {
        List<byte[]> pieces = Snapshot.cut(Snapshot.listBytes(snapshot.lists()));
        for (int i = 0; i < pieces.size(); i++) {
            ProducerRecord<byte[], byte[]> record = Codecs.SNAPSHOT.record(
                    topics.snapshots(),
                    partition,
                    Topics.partitionKey(partition),
                    new SnapshotChunk(partition, snapshot.signed(), i, pieces.size(), Bytes.of(pieces.get(i))));
            record.headers().add(SnapshotChunk.covering(covering));
            send(record);
        }
    }

    private static long send(ProducerRecord<byte[], byte[]> record) throws Exception {
        return producer.send(record).get().offset();
    }

    /// Drops the partition's checkpoints before an offset, as retention does.
    private void forget(long before) throws Exception {
        TopicPartition at = new TopicPartition(topics.checkpoints(), partition);
        admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }
}
