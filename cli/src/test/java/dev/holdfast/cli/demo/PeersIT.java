package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RegistryServer;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.registry.ContractStanding;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistrySettings;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.KeyId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka clients and Avro libraries of other makers at our topics. The npm packages are those of a lock file; Node.js,
/// npm and `kcat` are taken from the machine. What needs one that is not there is left out, and says so.
@Tag("long")
class PeersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NO_REGISTRY = Pattern.compile(
            "code (ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|E[A-Z_]*TIMEDOUT|E[A-Z_]*TIMEOUT|EHOSTUNREACH|ENETUNREACH|E5[0-9]{2})\\b");

    @TempDir
    private static Path directory;

    private static Path peers;
    private static RegistryServer server;
    private static TestRegion world;
    private static List<EdgeClient.Question> entries;

    @BeforeAll
    static void start() throws Exception {
        peers = Files.createDirectories(directory.resolve("peers"));
        try (Stream<Path> files = Files.list(Path.of("src/test/peers"))) {
            for (Path file : files.toList()) {
                Files.copy(file, peers.resolve(file.getFileName().toString()));
            }
        }
        installPackages();
        int port = Ports.anyFree().next();
        world = TestRegion.start(directory, Optional.of("http://127.0.0.1:" + port + "/apis/ccompat/v7"));
        server = RegistryServer.in(world.directory, port, "data", System.out::println);
        server.start();
        try (RegistryClient client = new RegistryClient(RegistrySettings.parse(server.url()))) {
            var _ = new ContractStanding(client).register(Contracts.of(world.region.topics()));
        }
        entries = world.entries(50);
        long end = System.nanoTime() + PATIENCE.toNanos();
        Generator generator = world.generator(1);
        generator.run(entries, 50, () -> System.nanoTime() > end || generator.accepted() > 600);
        generator.settle();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (world != null) {
            world.close();
        }
    }

    @Test
    void two_libraries_read_commands_by_schema_id_as_we_do() throws Exception {
        for (JsonNode record : read(world.region.topics().statusEvents(), 20)) {
            assertThat(record.path("type").asText()).isEqualTo("dev.holdfast.command");
            assertThat(record.path("confluent")).isEqualTo(record.path("kafkajs"));
            JsonNode command = record.at("/kafkajs/body/dev.holdfast.schema.wire.Command");
            SignedCommand signed = new SignedCommand(
                    Bytes.of(bytes(command, "signedBytes")),
                    new KeyId(command.path("keyId").asText()),
                    Bytes.of(bytes(command, "signature")));
            assertThat(CommandCodec.read(signed).list().value())
                    .isEqualTo(record.path("key").asText());
            world.region
                    .keys()
                    .commandKey(DemoKeys.ACME)
                    .publicKey()
                    .verify(signed.signedBytes().toArray(), signed.signature().toArray());
        }
    }

    @Test
    void two_libraries_read_the_tokens_that_edges_serve() throws Exception {
        JsonNode record = read(world.region.topics().signedLists(), 1).getFirst();
        assertThat(record.path("confluent")).isEqualTo(record.path("kafkajs"));
        JsonNode list = record.path("kafkajs");
        assertThat(list.path("mediaType").asText()).isEqualTo("application/statuslist+jwt");
        String token = new String(bytes(list, "token"), StandardCharsets.US_ASCII);
        assertThat(token.split("\\.", -1)).hasSize(3);
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        assertThat(Http.JSON.readTree(claims).path("sub").asText())
                .isEqualTo(list.path("uri").asText());
    }

    @Test
    void a_command_made_by_others_is_accepted_and_reaches_every_edge() throws Exception {
        EdgeClient.Question entry = world.entries(1).getFirst();
        Ed25519Signer key = world.region.keys().commandKey(DemoKeys.ACME);
        List<String> said = run(
                "node",
                "write.js",
                world.region.bootstrapServers(),
                server.url(),
                world.region.topics().statusEvents(),
                world.region
                        .keys()
                        .directory()
                        .resolve("issuer-acme-command.jwk")
                        .toString(),
                key.keyId().value(),
                DemoKeys.DIRECT.value(),
                entry.list(),
                Integer.toString(entry.idx()));
        assertThat(Http.JSON.readTree(said.getLast()).path("partition").asInt()).isEqualTo(Ledger.partitionOf(entry));
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            edge.check(entry).body().path("status").asText().equals("invalid"));
        }
        assertThat(Proof.of(world.region).findings()).isEmpty();
    }

    @Test
    void kcat_lists_and_reads() throws Exception {
        assumeThat(has("kcat")).as("kcat is on the PATH").isTrue();
        Topics topics = world.region.topics();
        List<String> listed = run("kcat", "-b", world.region.bootstrapServers(), "-L");
        for (String topic : topics.all()) {
            assertThat(listed).anyMatch(line -> line.contains("\"" + topic + "\" with "));
        }
        List<String> read = run(
                "kcat",
                "-b",
                world.region.bootstrapServers(),
                "-C",
                "-t",
                topics.signedLists(),
                "-e",
                "-q",
                "-f",
                "%k %S %h\n");
        // A fingerprint may hold the bytes of a line break.
        assertThat(String.join("\n", read))
                .contains(entries.getFirst().list() + "/token-status-list ")
                .contains("ce_type=dev.holdfast.signed-list,ce_source=/" + topics.signedLists());
    }

    private static List<JsonNode> read(String topic, int count) throws Exception {
        List<JsonNode> records = new ArrayList<>();
        for (String line :
                run("node", "read.js", world.region.bootstrapServers(), server.url(), topic, Integer.toString(count))) {
            if (line.startsWith("{")) {
                records.add(Http.JSON.readTree(line));
            }
        }
        assertThat(records).hasSize(count);
        return records;
    }

    private static byte[] bytes(JsonNode record, String field) {
        return Base64.getDecoder().decode(record.path(field).asText());
    }

    /// That npm's registry is out of reach is no fault of ours; any other failure is one.
    private static void installPackages() throws Exception {
        for (String program : List.of("node", "npm")) {
            if (!has(program)) {
                abort("left out: " + program + " is not on the PATH");
            }
        }
        // Two attempts of a minute at most: npm itself gives up before `ended` does.
        Ended npm = ended(
                "npm",
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--fetch-retries=1",
                "--fetch-timeout=60000");
        if (npm.code() != 0 && NO_REGISTRY.matcher(npm.said()).find()) {
            abort("left out: npm reaches no registry: " + npm.said());
        }
        assertThat(npm.code()).as(npm.said()).isZero();
    }

    private static boolean has(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Ended process = ended(command);
        assertThat(process.code()).as(process.said()).isZero();
        return process.said().lines().toList();
    }

    private record Ended(int code, String said) {}

    private static Ended ended(String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("peer.log");
        Process process = new ProcessBuilder(command)
                .directory(peers.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        // Headers hold raw bytes, which are no text.
        String said = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
        assertThat(ended).as(said).isTrue();
        return new Ended(process.exitValue(), said);
    }
}
