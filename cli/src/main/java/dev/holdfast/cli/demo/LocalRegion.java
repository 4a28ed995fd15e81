package dev.holdfast.cli.demo;

import dev.holdfast.cli.local.Broker;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.schema.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;

/// One home region and its edges on this machine: a broker, the stream with its notary, a gateway, and edges,
/// each a process that can be killed and started again on what it left behind. For one thread at a time.
public final class LocalRegion implements AutoCloseable {
    public static final List<String> EDGES = List.of("eu-central", "eu-west", "us-east");

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final String[] SMALL_JVM = {"-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED"
    };

    private final RunDirectory directory;
    private final DemoKeys keys;
    private final Topics topics = Topics.byDefault();
    private final Duration fresh;
    private final Ports ports;
    private final Optional<String> registryUrl;
    private final Broker broker;
    private final int gatewayPort;
    private final Map<String, Integer> edgePorts = new LinkedHashMap<>();
    private final Map<String, Integer> figurePorts = new LinkedHashMap<>();
    private final Map<String, LocalProcess> processes = new LinkedHashMap<>();

    /// A region that is not running yet.
    ///
    /// @param fresh age up to which edges call their evidence fresh
    /// @param registryUrl a schema registry whose ids records shall carry; it may be away
    public LocalRegion(RunDirectory directory, DemoKeys keys, Ports ports, Duration fresh, Optional<String> registryUrl)
            throws CannotStart {
        this.directory = directory;
        this.registryUrl = registryUrl;
        this.keys = keys;
        this.fresh = fresh;
        this.ports = ports;
        this.gatewayPort = ports.next();
        for (String region : EDGES) {
            edgePorts.put(region, ports.next());
        }
        this.broker = Broker.in(directory, ports.next(), ports.next());
    }

    /// Starts everything and returns when everything is ready. On a directory that was used before it resumes.
    public void start() throws CannotStart, InterruptedException, DemoFailure {
        broker.start();
        DemoLog.prepare(bootstrapServers(), topics, keys);
        startStream();
        startGateway();
        for (String region : EDGES) {
            launchEdge(region);
        }
        awaitGateway();
        for (String region : EDGES) {
            awaitEdge(region);
        }
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /// Where its schema registry is, if it was told of one.
    public Optional<String> registryUrl() {
        return registryUrl;
    }

    public Topics topics() {
        return topics;
    }

    public DemoKeys keys() {
        return keys;
    }

    public IssuerClient gateway() {
        return new IssuerClient(gatewayUrl(), keys);
    }

    public String gatewayUrl() {
        return "http://127.0.0.1:" + gatewayPort;
    }

    public List<EdgeClient> edges() {
        return EDGES.stream().map(this::edge).toList();
    }

    public EdgeClient edge(String region) {
        return new EdgeClient(region, edgeUrl(region));
    }

    public String edgeUrl(String region) {
        Integer port = edgePorts.get(region);
        if (port == null) {
            throw new IllegalArgumentException("no edge " + region);
        }
        return "http://127.0.0.1:" + port;
    }

    /// Where a process that folds or signs shows its figures and its health: `stream`, or `fold` and `notary`.
    public String figuresUrl(String name) {
        Integer port = figurePorts.get(name);
        if (port == null) {
            throw new IllegalArgumentException(name + " was never started");
        }
        return "http://127.0.0.1:" + port;
    }

    /// Where the stream keeps its store and its counts.
    public Path streamState() {
        return directory.of("stream").resolve("state");
    }

    public Path edgeStore(String region) {
        return directory.of("edge-" + region).resolve("store");
    }

    public LocalProcess process(String name) {
        LocalProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    public Broker broker() {
        return broker;
    }

    /// SIGKILL for broker, gateway and stream, in one go.
    public void killCentre() {
        broker.kill();
        kill("gateway");
        kill("stream");
    }

    /// Brings broker, stream and gateway back on what they left behind.
    public void restoreCentre() throws CannotStart, InterruptedException, DemoFailure {
        broker.start();
        startStream();
        startGateway();
        awaitGateway();
    }

    /// SIGKILL for one process: `stream`, `gateway`, or `edge-REGION`.
    public void kill(String name) {
        process(name).kill();
    }

    public void startStream() throws CannotStart {
        startStream("stream", "both", streamState());
    }

    /// Starts the fold and the notary as two processes, `fold` and `notary`, in place of the stream.
    public void startStreamApart() throws CannotStart {
        startFold();
        startStream("notary", "notary", notaryState());
    }

    /// Starts the fold alone, as the process `fold`.
    public void startFold() throws CannotStart {
        startStream("fold", "fold", streamState());
    }

    /// Where a notary of its own keeps its counts.
    public Path notaryState() {
        return directory.of("notary").resolve("state");
    }

    private void startStream(String name, String work, Path state) throws CannotStart {
        if (!figurePorts.containsKey(name)) {
            figurePorts.put(name, ports.next());
        }
        JavaProgram stream = JavaProgram.ofClass(
                        name, directory.installation().streamClassPath(), "dev.holdfast.stream.StreamMain")
                .withFlags(SMALL_JVM)
                .withFlags("-Xmx384m")
                .withArguments(
                        "--bootstrap=" + bootstrapServers(),
                        "--root=" + keys.rootFile(),
                        "--region=" + DemoKeys.HOME,
                        "--checkpoint-key=" + keys.checkpointKeys(),
                        "--token-key=" + keys.tokenKeys(),
                        "--holders="
                                + String.join(
                                        ",", EDGES.stream().map(this::edgeUrl).toList()),
                        "--work=" + work,
                        "--state=" + state,
                        "--metrics=" + figuresUrl(name).replaceFirst("http://", ""),
                        "--dev=true");
        launch(registryUrl
                .map(url -> stream.withArguments("--schema-registry=" + url))
                .orElse(stream));
    }

    public void startGateway() throws CannotStart {
        JavaProgram gateway = JavaProgram.ofJar(
                        "gateway", directory.installation().gatewayJar())
                .withFlags(SMALL_JVM)
                .withFlags("-Xmx256m")
                .withProperty("quarkus.http.host", "127.0.0.1")
                .withProperty("quarkus.http.port", Integer.toString(gatewayPort))
                .withProperty("holdfast.gateway.root", keys.rootFile().toString())
                .withProperty("holdfast.gateway.kafka", bootstrapServers())
                .withProperty("holdfast.gateway.writer", DemoKeys.WRITER.value())
                .withProperty("holdfast.gateway.keys", keys.directory().toString())
                .withProperty("holdfast.gateway.public-base", "https://status.example");
        launch(registryUrl
                .map(url -> gateway.withProperty("holdfast.gateway.schema-registry", url))
                .orElse(gateway));
    }

    /// Starts an edge on its own store, or on a copy of one, and returns when it says it is ready.
    public void startEdge(String region) throws CannotStart, InterruptedException, DemoFailure {
        launchEdge(region);
        awaitEdge(region);
    }

    public void awaitGateway() throws InterruptedException, DemoFailure {
        awaitReady("gateway", gatewayUrl());
    }

    /// Starts another edge on a copy of an edge's store, with no source that it could reach.
    public EdgeClient startDetachedCopy(String region, String name)
            throws CannotStart, InterruptedException, DemoFailure, IOException {
        Path from = edgeStore(region);
        Path to = edgeStore(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        edgePorts.put(name, ports.next());
        launch(edgeProgram(name, "127.0.0.1:1"));
        awaitEdge(name);
        return edge(name);
    }

    private void launchEdge(String region) throws CannotStart {
        launch(edgeProgram(region, bootstrapServers()));
    }

    private JavaProgram edgeProgram(String region, String kafka) {
        return JavaProgram.ofJar("edge-" + region, directory.installation().edgeJar())
                .withFlags(SMALL_JVM)
                .withFlags("-Xmx256m")
                .withProperty("quarkus.http.host", "127.0.0.1")
                .withProperty("quarkus.http.port", edgeUrl(region).replaceAll(".*:", ""))
                .withProperty("holdfast.edge.region", region)
                .withProperty("holdfast.edge.root", keys.rootFile().toString())
                .withProperty("holdfast.edge.kafka", kafka)
                .withProperty("holdfast.edge.store", edgeStore(region).toString())
                .withProperty("holdfast.edge.fresh", fresh.toString());
    }

    private void awaitEdge(String region) throws InterruptedException, DemoFailure {
        awaitReady("edge-" + region, edgeUrl(region));
    }

    private void launch(JavaProgram program) throws CannotStart {
        processes.put(program.name(), LocalProcess.start(program, directory));
    }

    private void awaitReady(String name, String url) throws InterruptedException, DemoFailure {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Http.isReady(url)) {
            LocalProcess process = process(name);
            if (!process.isAlive()) {
                throw new DemoFailure(3, name + " ended:\n" + process.lastLines(15));
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailure(3, name + " was not ready in time:\n" + process.lastLines(15));
            }
            Thread.sleep(20);
        }
    }

    /// A plain producer to the region's log, for tests that write past the gateway.
    public KafkaProducer<byte[], byte[]> producer() {
        return DemoLog.producer(bootstrapServers());
    }

    /// Stops everything that this region started, edges first.
    public void stop() throws InterruptedException {
        List<LocalProcess> all = new ArrayList<>(processes.values());
        for (LocalProcess process : all.reversed()) {
            process.stop(GRACE);
        }
        broker.stop();
    }

    @Override
    public void close() {
        processes.values().forEach(LocalProcess::kill);
        broker.close();
    }
}
