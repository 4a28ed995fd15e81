package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.checkpoint.Changes;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Delta.ListChange;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.cli.Commands;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.ListImage;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// F26 and F27 the whole way: issuer, publisher and root change keys under load with `./holdfast trust`, and
/// nobody notices; then a publisher's key is stolen, and one document and what is signed anew recover every edge.
class TrustIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REVOKED = 100;

    @TempDir
    private Path directory;

    private Path keys;
    private TestRegion world;

    @Test
    void keys_change_under_load_and_a_stolen_one_is_recovered_from() throws Exception {
        keys = directory.resolve("keys");
        DemoKeys.in(keys);
        for (String name : List.of(
                "publisher-checkpoint-2",
                "publisher-checkpoint-3",
                "publisher-token-2",
                "issuer-acme-command-2",
                "root-2")) {
            Commands.run("trust", "key", "new", keys.resolve(name + ".jwk").toString());
        }
        for (String name : List.of("publisher-checkpoint", "publisher-token", "issuer-acme-command", "root")) {
            publicPart(name);
        }
        Path trust = Files.createDirectories(directory.resolve("trust"));
        Files.copy(keys.resolve("root.json"), trust.resolve("root.json"));
        Files.copy(keys.resolve("trust-1.json"), trust.resolve("v0001.json"));
        world = TestRegion.start(directory);
        try {
            rotateUnderLoad();
            stealAndRecover();
        } finally {
            world.close();
        }
    }

    private void rotateUnderLoad() throws Exception {
        List<EdgeClient.Question> entries = world.entries(300);
        Generator generator = world.generator(26);
        AtomicBoolean stop = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> generator.run(entries, 100, stop::get));
        for (String name : List.of("publisher-checkpoint", "publisher-token", "issuer-acme-command")) {
            trust("key", "rotate", open(name), "--new", open(name + "-2"), "--overlap");
        }
        sign("root");
        publish();
        for (String name : List.of("publisher-checkpoint", "publisher-token", "issuer-acme-command")) {
            trust("key", "retire", open(name));
        }
        trust("key", "rotate", open("root"), "--new", open("root-2"));
        sign("root", "root-2");
        // Three keys of ten go at once, which the root has to say that it means.
        trust("sign", "--intent", "--yes", "--key", keys.resolve("root.jwk").toString());
        publish();
        int before = generator.accepted();
        Awaitility.await().atMost(PATIENCE).until(() -> generator.accepted() > before + 50);
        stop.set(true);
        load.join();
        generator.settle();
        assertThat(world.ledger.unsettled()).isZero();
        assertThat(world.ledger.lost()).isZero();
        world.awaitEdges();
        Checks checks = new Checks(world.ledger, 7);
        checks.askAll(world.region.edges());
        assertThat(checks.faults()).isEmpty();
        revokeAsOneWhoSlept();
        String signer = key("publisher-checkpoint-2").keyId().value();
        for (EdgeClient edge : world.region.edges()) {
            awaitVersion(edge, 3);
            assertThat(edge.check(entries.getFirst())
                            .body()
                            .path("evidence")
                            .path("keyId")
                            .asText())
                    .isEqualTo(signer);
            assertThat(edge.stats().path("quarantined").asInt()).isZero();
        }
        Proof proof = Proof.of(world.region);
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.holds()).isTrue();
    }

    private void stealAndRecover() throws Exception {
        List<EdgeClient.Question> entries = world.entries(REVOKED + 1);
        List<EdgeClient.Question> revoked = entries.subList(0, REVOKED);
        EdgeClient.Question valid = entries.getLast();
        for (EdgeClient.Question entry : revoked) {
            world.region.gateway().changeNow(entry.list(), entry.idx(), Status.INVALID, "f27-" + entry.idx());
        }
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await().atMost(PATIENCE).until(() -> valid(edge, revoked) == 0);
        }
        Instant theft = Instant.now();
        forge(revoked, key("publisher-checkpoint-2"));
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> edge.stats().path("regressions").asInt() == REVOKED);
            assertThat(valid(edge, revoked)).isZero();
        }
        long began = System.nanoTime();
        trust(
                "key",
                "compromise",
                open("publisher-checkpoint-2"),
                "--since",
                theft.toString(),
                "--new",
                open("publisher-checkpoint-3"));
        sign("root-2");
        publish();
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                assertThat(valid(edge, revoked)).isZero();
                JsonNode answer = edge.check(valid).body();
                return answer.path("status").asText().equals("valid")
                        && answer.path("freshness").asText().equals("fresh");
            });
            assertThat(edge.partitions())
                    .noneMatch(partition -> partition.path("disputed").asBoolean());
        }
        System.out.printf("recovered from a stolen key in %d ms%n", (System.nanoTime() - began) / 1_000_000);
        EdgeClient.Question later = valid;
        world.region.gateway().changeNow(later.list(), later.idx(), Status.INVALID, "f27-later");
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await().atMost(PATIENCE).until(() -> valid(edge, List.of(later)) == 0);
            assertThat(valid(edge, revoked)).isZero();
        }
    }

    /// The next state with the revocations gone, correctly signed by the thief.
    private void forge(List<EdgeClient.Question> revoked, Ed25519Signer thief) throws Exception {
        ListId list = new ListId(revoked.getFirst().list());
        int partition = Ledger.partitionOf(revoked.getFirst());
        PartitionState state = folded(partition);
        TreeMap<Integer, Integer> cleared = new TreeMap<>();
        revoked.forEach(entry -> cleared.put(entry.idx(), 0));
        List<ListImage> images = state.images().stream()
                .map(image -> image.id().equals(list)
                        ? new ListImage(
                                image.descriptor(),
                                image.version() + 1,
                                image.statuses().with(cleared))
                        : image)
                .toList();
        long version = state.lists().get(list).image().version();
        Delta delta = new Delta(
                state.n(),
                List.of(new ListChange(
                        list, version, version + 1, Optional.empty(), Bytes.of(Changes.encode(cleared)))),
                List.of());
        Header header = new Header(
                DemoKeys.DEPLOYMENT,
                DemoKeys.HOME,
                1,
                partition,
                state.n() + 1,
                Hash.of(new byte[] {1}),
                state.homeOffset(),
                3,
                images.size(),
                Snapshot.rootOf(images),
                Instant.ofEpochMilli(System.currentTimeMillis()),
                Delta.hashOf(delta.toBytes()));
        Checkpoint forged = new Checkpoint(SignedHeader.sign(header.toBytes(), thief), Bytes.of(delta.toBytes()));
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            producer.send(Codecs.CHECKPOINT.record(
                            world.region.topics().checkpoints(),
                            partition,
                            Topics.partitionKey(partition),
                            new CheckpointRecord(partition, forged)))
                    .get();
        }
    }

    private PartitionState folded(int partition) throws Exception {
        PartitionState state =
                PartitionState.genesis(Root.parse(Files.readAllBytes(keys.resolve("root.json"))), partition);
        Map<String, Object> settings =
                Map.of("bootstrap.servers", world.region.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition at = new TopicPartition(world.region.topics().statusEvents(), partition);
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            long end = consumer.endOffsets(List.of(at)).get(at);
            while (consumer.position(at) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200)).records(at)) {
                    var event = Codecs.EVENT
                            .decode(record.value(), record.headers())
                            .event();
                    state.apply(event, Fold.decide(state, event), record.offset());
                }
            }
        }
        return state;
    }

    private static long valid(EdgeClient edge, List<EdgeClient.Question> entries) throws Exception {
        long count = 0;
        for (JsonNode answer : edge.checks(entries).body().path("answers")) {
            count += answer.path("status").asText().equals("valid") ? 1 : 0;
        }
        return count;
    }

    private static void awaitVersion(EdgeClient edge, int version) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode body = Http.get(edge.url() + "/v1/partitions").body();
            assertThat(body.path("trustVersion").asInt())
                    .as("%s %s", body, edge.stats())
                    .isEqualTo(version);
        });
    }

    /// A direct writer that only knows document 1, and none of the keys that sign now.
    private void revokeAsOneWhoSlept() throws Exception {
        EdgeClient.Question entry = world.entries(1).getFirst();
        assertThat(DirectIssuerExample.revoke(
                        world.region.bootstrapServers(),
                        world.region.keys().trust(),
                        key("issuer-acme-command-2"),
                        new ListId(entry.list()),
                        entry.idx()))
                .startsWith("published at n ");
    }

    private String trust(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "trust";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--dir";
        all[arguments.length + 2] = directory.resolve("trust").toString();
        return Commands.run(all);
    }

    private void sign(String... roots) {
        for (String root : roots) {
            trust("sign", "--yes", "--key", keys.resolve(root + ".jwk").toString());
        }
    }

    private void publish() {
        assertThat(trust("publish", "--wait", "120", "--kafka", world.region.bootstrapServers()))
                .doesNotContain("not published");
    }

    private String open(String name) {
        return keys.resolve(name + ".pub.jwk").toString();
    }

    private Ed25519Signer key(String name) throws Exception {
        return Ed25519Signer.fromJwk(Files.readAllBytes(keys.resolve(name + ".jwk")));
    }

    private void publicPart(String name) throws Exception {
        Files.writeString(
                keys.resolve(name + ".pub.jwk"), key(name).publicKey().toJwk().toString());
    }
}
