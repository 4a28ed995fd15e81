package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.cli.local.Broker;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.Envelope;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Draft;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.Pending;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.sign.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replay over a real broker: committed and aborted transactions, many records, and a broker that goes away.
final class ReplayIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final ListId LIST = new ListId("acme.cards");
    private static final int PARTITIONS = 4;
    private static final int PARTITION = Partitioning.of(LIST, PARTITIONS);
    private static final int CHANGES = 5000;

    @TempDir
    private Path temporary;

    private Terminal terminal;
    private PartitionState state;
    private final Pending pending = Pending.since(0);
    private Instant issuedAt = Instant.parse("2026-01-01T00:00:00Z");
    private final List<Future<?>> sent = new ArrayList<>();
    private long commands;

    @Test
    void a_log_in_kafka_is_rebuilt_compared_and_asked() throws Exception {
        terminal = new Terminal(Files.createDirectories(temporary.resolve("demo")));
        issuedAt = terminal.now;
        state = PartitionState.genesis(terminal.root, PARTITION);
        Ports ports = Ports.anyFree();
        RunDirectory directory = new RunDirectory(Installation.ofThisProgram(), temporary.resolve("run"));
        try (Broker broker = Broker.in(directory, ports.next(), ports.next())) {
            broker.start();
            terminal.endpoints("http://127.0.0.1:1", broker.bootstrapServers());
            assertThat(terminal.runHere("replay", "rebuild").errorLine()).contains("no topic holdfast.status-events");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                TopicSetup.ensure(admin, TOPICS, PARTITIONS, (short) 1, true);
            }
            Instant suspended = write(broker);

            assertEqual();
            assertStatus("VALID");
            assertStatus("SUSPENDED", "--at", suspended.toString());
            assertThat(terminal.runHere("replay", "status", "acme.cards", "3", "--at", "2020-01-01T00:00:00Z")
                            .exit())
                    .isEqualTo(1);
            assertThat(terminal.runHere("replay", "status", "acme.nothing", "3").exit())
                    .isEqualTo(1);
            Path file = terminal.write("envelope", lastSigned().toBytes());
            assertThat(terminal.runHere("verify", file.toString()).exit()).isZero();

            forge(broker);
            Terminal.Run forged = terminal.runHere("replay", "rebuild");
            assertThat(forged.exit()).isEqualTo(4);
            assertThat(forged.out()).contains("not-vouched at partition " + PARTITION + ", n " + state.n());
        }
        assertThat(terminal.runHere("replay", "rebuild").exit()).isEqualTo(3);
    }

    private void assertEqual() throws Exception {
        Terminal.Run run = terminal.runHere("replay", "rebuild", "--json");
        assertThat(run.exit()).as(run.out()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        System.out.println("replay: " + json.path("records") + " records, " + json.path("recordsPerSecond") + "/s");
        assertThat(json.path("verdict").asText()).isEqualTo("equal");
        assertThat(json.path("partitions")).hasSize(PARTITIONS);
        JsonNode partition = json.path("partitions").get(PARTITION);
        assertThat(partition.path("n").asLong()).isEqualTo(state.n());
        assertThat(partition.path("equal").path("checkpoints").asInt()).isEqualTo(CHANGES / 100 + 2);
        assertThat(terminal.runHere("replay", "rebuild").out()).contains("equal: ");
    }

    private void assertStatus(String status, String... more) {
        String[] arguments = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("replay", "status", "acme.cards", "3"),
                        java.util.Arrays.stream(more))
                .toArray(String[]::new);
        Terminal.Run run = terminal.runHere(arguments);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("status      " + status).contains("since       n ");
    }

    /// Every change in the log, a checkpoint in a transaction after each hundred, and aborted ones in between.
    private Instant write(Broker broker) throws Exception {
        Instant suspended;
        try (var events = producer(broker, Map.of());
                var notary = producer(broker, Map.of("transactional.id", "notary"))) {
            notary.initTransactions();
            sent.add(events.send(
                    Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(terminal.trust))));
            event(events, terminal.trust.toEvent());
            event(events, signed(new OpenList(envelope(), 2, 10_000, List.of(), Hash.of(new byte[] {1}))));
            event(events, change(3, Status.SUSPENDED));
            suspended = publish(notary, terminal.checkpointKey);
            event(events, change(3, Status.VALID));
            for (int i = 0; i < CHANGES; i++) {
                event(events, change(10 + i, Status.INVALID));
                if (i % 100 == 99) {
                    publish(notary, terminal.checkpointKey);
                }
            }
            publish(notary, terminal.checkpointKey);
            notary.beginTransaction();
            notary.send(checkpoint(draft(), Terminal.key(99))).get();
            notary.abortTransaction();
            for (Future<?> each : sent) {
                each.get();
            }
        }
        return suspended;
    }

    private void forge(Broker broker) throws Exception {
        try (var forger = producer(broker, Map.of())) {
            forger.send(checkpoint(draft(), Terminal.key(99))).get();
        }
    }

    private static Producer<byte[], byte[]> producer(Broker broker, Map<String, Object> more) {
        Map<String, Object> settings = new java.util.HashMap<>(more);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Envelope envelope() {
        commands++;
        return new Envelope(
                Terminal.DEPLOYMENT,
                LIST.issuer(),
                LIST,
                new WriterId("gateway-1"),
                new IdempotencyKey("key-" + commands),
                CommandId.of(1 + commands, commands));
    }

    private StatusEvent change(int idx, Status status) {
        return signed(new ChangeStatuses(envelope(), List.of(EntryChange.of(idx, status))));
    }

    private StatusEvent signed(dev.holdfast.event.Command command) {
        return CommandCodec.sign(command, Terminal.key(6));
    }

    private void event(Producer<byte[], byte[]> events, StatusEvent event) {
        EventRecord record = new EventRecord(event, "gateway-1", Optional.of(issuedAt));
        sent.add(events.send(Codecs.EVENT.record(TOPICS.statusEvents(), PARTITION, null, record)));
        Outcome outcome = Fold.decide(state, event);
        state.apply(event, outcome, state.homeOffset() + 1);
        pending.note(state, outcome);
    }

    private Draft draft() {
        issuedAt = issuedAt.plusMillis(100);
        return Draft.of(state, pending.cut(state), Terminal.REGION, issuedAt);
    }

    private Instant publish(Producer<byte[], byte[]> notary, Signer key) {
        notary.beginTransaction();
        sent.add(notary.send(checkpoint(draft(), key)));
        notary.commitTransaction();
        return issuedAt;
    }

    private static org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]> checkpoint(
            Draft draft, Signer key) {
        SignedHeader signed = SignedHeader.sign(draft.header().toBytes(), key);
        return Codecs.CHECKPOINT.record(
                TOPICS.checkpoints(),
                PARTITION,
                Topics.partitionKey(PARTITION),
                new CheckpointRecord(PARTITION, new Checkpoint(signed, draft.body())));
    }

    private SignedHeader lastSigned() {
        return SignedHeader.sign(draft().header().toBytes(), terminal.checkpointKey);
    }
}
