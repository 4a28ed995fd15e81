package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.replay.Rebuild;
import dev.holdfast.replay.RebuildReport;
import dev.holdfast.replay.log.KafkaLog;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Somebody writes to the topics what should not be there. What is honest goes on, what is not is refused by name.
/// Ordered: the later tests spoil the log that the earlier ones audit.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TamperingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static TestRegion world;
    private static List<EdgeClient.Question> entries;

    @BeforeAll
    static void start() throws Exception {
        world = TestRegion.start(directory);
        entries = world.entries(50);
        Generator generator = world.generator(3);
        generator.run(entries, 100, Generator.Stop.after(2_000));
        generator.settle();
        world.awaitEdges();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    @Tag("long")
    @Order(1)
    void the_verdict_is_the_same_without_snapshots_and_tokens() throws Exception {
        Topics copy = new Topics("bare.");
        copyTopics(copy, List.of(Topics::statusEvents, Topics::checkpoints), (_, value) -> value);
        RebuildReport report = rebuild(copy);
        assertThat(report.findings()).isEmpty();
        assertThat(report.sum(p -> p.equal().checkpoints())).isPositive();
        assertThat(report.sum(p -> p.equal().snapshots())).isZero();
        assertThat(report.sum(p -> p.equal().tokens())).isZero();
    }

    @Test
    @Order(2)
    void one_altered_event_is_named_by_partition_and_n() throws Exception {
        int partition = Ledger.partitionOf(entries.getFirst());
        long[] victim = {-1};
        Topics copy = new Topics("altered.");
        copyTopics(copy, List.of(Topics::statusEvents, Topics::checkpoints), (record, value) -> {
            if (!record.topic().equals(world.region.topics().statusEvents()) || record.partition() != partition) {
                return value;
            }
            if (victim[0] >= 0 || record.offset() < 10) {
                return value;
            }
            victim[0] = record.offset();
            return Codecs.EVENT.encode(altered(record));
        });
        RebuildReport report = rebuild(copy);
        assertThat(victim[0]).isPositive();
        assertThat(report.findings()).isNotEmpty();
        assertThat(report.findings().getFirst().partition()).isEqualTo(partition);
        assertThat(report.findings().getFirst().n()).isBetween(victim[0], victim[0] + 60);
    }

    @Test
    @Order(3)
    void a_badly_signed_command_leaves_n_alone_and_stands_in_refusals() throws Exception {
        EdgeClient.Question entry = entries.getFirst();
        int partition = Ledger.partitionOf(entry);
        long n = n(partition);
        SignedCommand forged = CommandCodec.sign(command(entry, Status.INVALID), World.stranger());
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            long offset = producer.send(Codecs.EVENT.record(
                            world.region.topics().statusEvents(),
                            partition,
                            Topics.listKey(new ListId(entry.list())),
                            new EventRecord(forged, "", Optional.empty())))
                    .get()
                    .offset();
            producer.send(new ProducerRecord<>(
                            world.region.topics().statusEvents(), partition, null, new byte[] {0, 0, 0, 0, 0, 7, 7}))
                    .get();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> refused(partition, offset).isPresent()
                            && refused(partition, offset + 1).isPresent());
            assertThat(refused(partition, offset)).contains("unknown-key");
            assertThat(refused(partition, offset + 1)).contains("undecodable");
            Awaitility.await().atMost(PATIENCE).until(() -> homeOffset(partition) >= offset + 1);
        }
        assertThat(n(partition)).isEqualTo(n);
    }

    @Test
    @Order(4)
    void a_draft_of_an_aborted_transaction_is_never_signed() throws Exception {
        int partition = Ledger.partitionOf(entries.getFirst());
        Header last = newest(partition).signed().header();
        byte[] body = Delta.heartbeat(last.n()).toBytes();
        byte[] draft =
                at(last, last.issuedAt().plusMillis(1), Delta.hashOf(body)).toBytes();
        try (KafkaProducer<byte[], byte[]> rogue = transactional("rogue-stream")) {
            rogue.initTransactions();
            rogue.beginTransaction();
            rogue.send(Codecs.DRAFT.record(
                            world.region.topics().drafts(),
                            partition,
                            Topics.partitionKey(partition),
                            new CheckpointDraft(partition, Bytes.of(draft), Bytes.of(body))))
                    .get();
            rogue.abortTransaction();
        }
        Instant after = last.issuedAt();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> newest(partition).signed().header().issuedAt().isAfter(after.plusSeconds(4)));
        assertThat(read(world.region.topics().checkpoints(), partition).stream()
                        .map(TamperingIT::checkpoint)
                        .map(one -> one.signed().headerBytes())
                        .toList())
                .doesNotContain(Bytes.of(draft));
    }

    @Test
    @Order(5)
    void a_copied_directory_answers_without_any_network() throws Exception {
        EdgeClient.Question entry = entries.getLast();
        world.region.kill("edge-eu-west");
        EdgeClient elsewhere = world.region.startDetachedCopy("eu-west", "copy");
        world.region.startEdge("eu-west");
        try {
            Http.Reply reply = elsewhere.check(entry);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(world.ledger.fault(entry, reply.body())).isEmpty();
        } finally {
            world.region.kill("edge-copy");
        }
    }

    @Test
    @Order(6)
    void a_flipped_bit_in_a_delta_is_refused_by_edge_and_audit_by_name() throws Exception {
        int partition = Ledger.partitionOf(entries.getFirst());
        Checkpoint good = newest(partition);
        byte[] signature = good.signed().signature().toArray();
        signature[5] ^= 1;
        Header header = good.signed().header();
        byte[] later =
                at(header, header.issuedAt().plusMillis(1), header.body()).toBytes();
        Checkpoint forged = new Checkpoint(
                new SignedHeader(
                        Bytes.of(later), good.signed().keyId(), good.signed().algorithm(), Bytes.of(signature)),
                good.body());
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            producer.send(Codecs.CHECKPOINT.record(
                            world.region.topics().checkpoints(),
                            partition,
                            Topics.partitionKey(partition),
                            new CheckpointRecord(partition, forged)))
                    .get();
        }
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            edge.stats().path("refused").path("bad-signature").asLong() > 0);
            Http.Reply reply = edge.check(entries.getFirst());
            assertThat(world.ledger.fault(entries.getFirst(), reply.body())).isEmpty();
        }
        RebuildReport report = rebuild(world.region.topics());
        assertThat(report.findings()).anySatisfy(finding -> {
            assertThat(finding.kind().wireName()).isEqualTo("bad-signature");
            assertThat(finding.partition()).isEqualTo(partition);
        });
    }

    @Test
    @Order(7)
    void a_flipped_bit_in_a_token_is_found_by_the_audit() throws Exception {
        Topics topics = world.region.topics();
        int partition = Ledger.partitionOf(entries.getFirst());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !read(topics.signedLists(), partition).isEmpty());
        ConsumerRecord<byte[], byte[]> token =
                read(topics.signedLists(), partition).getLast();
        byte[] flipped = token.value().clone();
        flipped[flipped.length - 12] ^= 1;
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            producer.send(new ProducerRecord<>(token.topic(), partition, null, token.key(), flipped, token.headers()))
                    .get();
        }
        assertThat(rebuild(topics).findings()).anySatisfy(finding -> {
            assertThat(finding.kind().wireName()).isEqualTo("bad-signature");
            assertThat(finding.list()).isPresent();
            assertThat(finding.partition()).isEqualTo(partition);
        });
    }

    @Test
    @Order(8)
    void a_flipped_bit_in_a_snapshot_is_found_by_the_audit() throws Exception {
        Topics topics = world.region.topics();
        int partition = Ledger.partitionOf(entries.getFirst());
        ConsumerRecord<byte[], byte[]> record =
                read(topics.snapshots(), partition).getLast();
        SnapshotChunk chunk = Codecs.SNAPSHOT.decode(record.value(), record.headers());
        byte[] flipped = chunk.bytes().toArray();
        flipped[flipped.length - 1] ^= 1;
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            producer.send(new ProducerRecord<>(
                            record.topic(),
                            partition,
                            null,
                            record.key(),
                            Codecs.SNAPSHOT.encode(new SnapshotChunk(
                                    partition, chunk.signed(), chunk.index(), chunk.count(), Bytes.of(flipped))),
                            record.headers()))
                    .get();
        }
        assertThat(rebuild(topics).findings()).anySatisfy(finding -> {
            assertThat(finding.detail()).contains("snapshots");
            assertThat(finding.kind().isDistrust()).isTrue();
            assertThat(finding.partition()).isEqualTo(partition);
        });
    }

    private static EventRecord altered(ConsumerRecord<byte[], byte[]> record) {
        try {
            EventRecord event = Codecs.EVENT.decode(record.value(), record.headers());
            Command command = CommandCodec.read((SignedCommand) event.event());
            Command other = new ChangeStatuses(command.envelope(), List.of(EntryChange.of(99_999, Status.SUSPENDED)));
            return new EventRecord(
                    CommandCodec.sign(other, world.region.keys().commandKey(DemoKeys.ACME)),
                    event.gateway(),
                    event.receivedAt());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Command command(EdgeClient.Question entry, Status status) {
        return new ChangeStatuses(
                new Command.Envelope(
                        DemoKeys.DEPLOYMENT,
                        DemoKeys.ACME,
                        new ListId(entry.list()),
                        DemoKeys.WRITER,
                        new IdempotencyKey("forged"),
                        CommandId.of(System.currentTimeMillis(), 1)),
                List.of(EntryChange.of(entry.idx(), status)));
    }

    /// Keys that nobody has vouched for.
    private static final class World {
        static Ed25519Signer stranger() {
            return Ed25519Signer.ofSeed(new byte[32]);
        }
    }

    private static Header at(Header h, Instant issuedAt, Hash body) {
        return new Header(
                h.deployment(),
                h.region(),
                h.epoch(),
                h.partition(),
                h.n(),
                h.chain(),
                h.homeOffset(),
                h.trustVersion(),
                h.listCount(),
                h.root(),
                issuedAt,
                body);
    }

    private static Optional<String> refused(int partition, long offset) throws Exception {
        for (ConsumerRecord<byte[], byte[]> record : read(world.region.topics().refusals(), partition)) {
            var refusal = Codecs.REFUSAL.decode(record.value(), record.headers());
            if (refusal.offset() == offset) {
                return Optional.of(refusal.cause());
            }
        }
        return Optional.empty();
    }

    private static long n(int partition) throws Exception {
        return newest(partition).signed().header().n();
    }

    private static long homeOffset(int partition) throws Exception {
        return newest(partition).signed().header().homeOffset();
    }

    private static Checkpoint newest(int partition) throws Exception {
        return checkpoint(read(world.region.topics().checkpoints(), partition).getLast());
    }

    private static Checkpoint checkpoint(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Codecs.CHECKPOINT.decode(record.value(), record.headers()).checkpoint();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static RebuildReport rebuild(Topics topics) throws Exception {
        Root root = Root.parse(Files.readAllBytes(world.region.keys().rootFile()));
        return new Rebuild(KafkaLog.at(world.region.bootstrapServers(), topics), root).run(2);
    }

    private static void copyTopics(
            Topics copy,
            List<Function<Topics, String>> which,
            BiFunction<ConsumerRecord<byte[], byte[]>, byte[], byte[]> change)
            throws Exception {
        Map<String, Object> admin = Map.of("bootstrap.servers", world.region.bootstrapServers());
        try (Admin client = Admin.create(admin)) {
            TopicSetup.ensure(client, copy, DemoKeys.PARTITIONS, (short) 1, true);
        }
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            for (var topic : which) {
                for (int partition : IntStream.range(0, DemoKeys.PARTITIONS).toArray()) {
                    for (ConsumerRecord<byte[], byte[]> record : read(topic.apply(world.region.topics()), partition)) {
                        var _ = producer.send(new ProducerRecord<>(
                                topic.apply(copy),
                                partition,
                                null,
                                record.key(),
                                change.apply(record, record.value()),
                                record.headers()));
                    }
                }
            }
            producer.flush();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", world.region.bootstrapServers());
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition at = new TopicPartition(topic, partition);
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            long end = consumer.endOffsets(List.of(at)).get(at);
            while (consumer.position(at) < end) {
                consumer.poll(Duration.ofMillis(200)).records(at).forEach(records::add);
            }
        }
        return records;
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", world.region.bootstrapServers());
        settings.put("transactional.id", id);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
