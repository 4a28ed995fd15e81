package dev.holdfast.bench.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.local.Broker;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;

/// A broker and a stream, each a process, in a directory that is deleted at the end. For one thread.
final class BenchRegion implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final ObjectMapper JSON = new ObjectMapper();

    final Topics topics = Topics.byDefault();
    private final RunDirectory directory;
    private final Broker broker;
    private final JavaProgram program;
    private LocalProcess stream;

    private BenchRegion(RunDirectory directory, Broker broker, JavaProgram program) throws CannotStart {
        this.directory = directory;
        this.broker = broker;
        this.program = program;
        this.stream = LocalProcess.start(program, directory);
    }

    /// Starts both; the trust document stands at the head of every partition.
    ///
    /// @param heap of the stream, as `-Xmx` takes it
    static BenchRegion start(BenchWorld world, String heap) throws Exception {
        Installation installation = Installation.ofThisProgram();
        Path target = Files.createDirectories(installation.home().resolve("bench/target"));
        RunDirectory directory = new RunDirectory(installation, Files.createTempDirectory(target, "stream-"));
        Ports ports = Ports.anyFree();
        Broker broker = Broker.in(directory, ports.next(), ports.next(), "-XX:TieredStopAtLevel=4", "-Xmx512m");
        broker.start();
        prepare(broker.bootstrapServers(), world);
        return new BenchRegion(directory, broker, program(directory, broker, world, heap));
    }

    private static void prepare(String bootstrap, BenchWorld world) throws Exception {
        Topics topics = Topics.byDefault();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicSetup.ensure(admin, topics, Topics.PARTITIONS, (short) 1, true);
        }
        EventRecord adoption = new EventRecord(world.trust.toEvent(), "", Optional.empty());
        try (KafkaProducer<byte[], byte[]> producer = Feed.producer(bootstrap)) {
            producer.send(Codecs.TRUST.record(topics.trust(), 0, Topics.trustKey(), TrustRecord.of(world.trust)))
                    .get();
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                producer.send(Codecs.EVENT.record(topics.statusEvents(), partition, null, adoption))
                        .get();
            }
        }
    }

    private static JavaProgram program(RunDirectory directory, Broker broker, BenchWorld world, String heap)
            throws IOException {
        Path keys = Files.createDirectories(directory.path().resolve("keys"));
        return JavaProgram.ofClass(
                        "stream", directory.installation().streamClassPath(), "dev.holdfast.stream.StreamMain")
                .withFlags("-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "-Xmx" + heap)
                .withArguments(
                        "--bootstrap=" + broker.bootstrapServers(),
                        "--root=" + Files.write(keys.resolve("root.json"), world.root.toBytes()),
                        "--region=" + BenchWorld.REGION,
                        "--checkpoint-key="
                                + Files.write(keys.resolve("checkpoint.jwk"), world.checkpointKey.toPrivateJwk()),
                        "--token-key=" + Files.write(keys.resolve("token.jwk"), world.tokenKey.toPrivateJwk()),
                        "--state=" + state(directory),
                        "--dev=true");
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    Path path(String name) {
        return directory.of(name);
    }

    /// CPU time of the stream thread since it started, in nanoseconds.
    long foldNanos() throws IOException {
        return ThreadCpu.nanos(stream.pid(), "fold-1-StreamTh");
    }

    /// Counters of the stream, at most a second old.
    JsonNode stats() throws IOException {
        return JSON.readTree(Files.readAllBytes(state(directory).resolve("stats.json")));
    }

    /// @throws IllegalStateException with the end of its log, if the stream has ended
    void requireStream() {
        if (!stream.isAlive()) {
            throw new IllegalStateException("the stream ended:\n" + stream.lastLines(20));
        }
    }

    /// The most memory that the stream had resident since it started, in bytes.
    long peakMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(stream.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IllegalStateException("Linux does not say how much memory a process has");
    }

    /// SIGKILL, the state deleted, and a new process that has to fetch it all.
    void restartWithoutState() throws IOException, CannotStart {
        stream.kill();
        delete(state(directory));
        stream = LocalProcess.start(program, directory);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path state(RunDirectory directory) {
        return directory.of("stream").resolve("state");
    }

    @Override
    public void close() throws IOException {
        try {
            stream.stop(GRACE);
            broker.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stream.kill();
            broker.close();
        }
        delete(directory.path());
    }
}
