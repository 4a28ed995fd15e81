package dev.holdfast.bench.stream;

import dev.holdfast.cli.local.Broker;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.JavaProgram;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;

/// A broker and streams, each a process, in a directory that is deleted at the end. For one thread.
final class BenchRegion implements AutoCloseable {
    final Topics topics = Topics.byDefault();
    private final RunDirectory directory;
    private final Ports ports;
    private final Broker broker;
    private final List<String> arguments;
    private final String heap;
    private final List<BenchStream> streams = new ArrayList<>();

    private BenchRegion(RunDirectory directory, Ports ports, Broker broker, List<String> arguments, String heap) {
        this.directory = directory;
        this.ports = ports;
        this.broker = broker;
        this.arguments = arguments;
        this.heap = heap;
    }

    /// Starts a broker and one stream; the trust document stands at the head of every partition.
    ///
    /// @param heap of each stream, as `-Xmx` takes it
    /// @param more settings of each stream
    static BenchRegion start(BenchWorld world, String heap, String... more) throws Exception {
        Installation installation = Installation.ofThisProgram();
        Path target = Files.createDirectories(installation.home().resolve("bench/target"));
        RunDirectory directory = new RunDirectory(installation, Files.createTempDirectory(target, "stream-"));
        Ports ports = Ports.anyFree();
        Broker broker = Broker.in(directory, ports.next(), ports.next(), "-XX:TieredStopAtLevel=4", "-Xmx512m");
        List<String> arguments = arguments(directory, broker, world);
        arguments.addAll(List.of(more));
        BenchRegion region = new BenchRegion(directory, ports, broker, arguments, heap);
        try {
            broker.start();
            prepare(broker.bootstrapServers(), world);
            region.startStream();
            return region;
        } catch (Exception e) {
            try {
                region.kill();
                BenchStream.delete(directory.path());
            } catch (IOException | RuntimeException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private void kill() {
        streams.forEach(BenchStream::kill);
        broker.close();
    }

    /// One instance more.
    final BenchStream startStream() throws CannotStart {
        int instance = streams.size() + 1;
        JavaProgram program = JavaProgram.ofClass(
                        "stream-" + instance,
                        directory.installation().streamClassPath(),
                        "dev.holdfast.stream.StreamMain")
                .withFlags("-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "-Xmx" + heap)
                .withArguments(arguments.toArray(String[]::new));
        BenchStream stream = BenchStream.start(directory, program, instance, ports.next());
        streams.add(stream);
        return stream;
    }

    /// The first instance.
    BenchStream stream() {
        return streams.getFirst();
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

    private static List<String> arguments(RunDirectory directory, Broker broker, BenchWorld world) throws IOException {
        Path keys = Files.createDirectories(directory.path().resolve("keys"));
        return new ArrayList<>(List.of(
                "--bootstrap=" + broker.bootstrapServers(),
                "--root=" + Files.write(keys.resolve("root.json"), world.root.toBytes()),
                "--region=" + BenchWorld.REGION,
                "--checkpoint-key=" + Files.write(keys.resolve("checkpoint.jwk"), world.checkpointKey.toPrivateJwk()),
                "--token-key=" + Files.write(keys.resolve("token.jwk"), world.tokenKey.toPrivateJwk()),
                "--dev=true"));
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    Path path(String name) {
        return directory.of(name);
    }

    /// @throws IllegalStateException with the end of its log, if a stream has ended by itself
    void requireStreams() {
        streams.forEach(BenchStream::requireAlive);
    }

    @Override
    public void close() throws IOException {
        try {
            for (BenchStream stream : streams) {
                stream.stop();
            }
            broker.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
        BenchStream.delete(directory.path());
    }
}
