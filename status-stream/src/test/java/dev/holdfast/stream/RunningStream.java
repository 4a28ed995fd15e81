package dev.holdfast.stream;

import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Ed25519Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The program as it is deployed, fold and notary, in a process of its own.
final class RunningStream implements AutoCloseable {
    private final RunDirectory directory;
    private final JavaProgram program;
    private final int port;
    private LocalProcess process;

    private RunningStream(RunDirectory directory, JavaProgram program, int port) throws Exception {
        this.directory = directory;
        this.program = program;
        this.port = port;
        this.process = LocalProcess.start(program, directory);
    }

    /// @param more settings, which win over those that stand here
    static RunningStream start(TestBroker broker, Topics topics, TestWorld world, Path path, String... more)
            throws Exception {
        return start(broker, topics, world, path, 1, world.checkpointKey, more);
    }

    /// One of several.
    ///
    /// @param instance its number, from 1 on
    /// @param checkpointKey the one it signs checkpoints with
    static RunningStream start(
            TestBroker broker,
            Topics topics,
            TestWorld world,
            Path path,
            int instance,
            Ed25519Signer checkpointKey,
            String... more)
            throws Exception {
        String name = "stream-" + instance;
        int port = Ports.anyFree().next();
        RunDirectory directory = new RunDirectory(Installation.ofThisProgram(), path);
        JavaProgram program = JavaProgram.ofClass(
                        name, directory.installation().streamClassPath(), "dev.holdfast.stream.StreamMain")
                .withFlags("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .withFlags("--enable-native-access=ALL-UNNAMED")
                .withArguments(
                        "--bootstrap=" + broker.bootstrapServers(),
                        "--topic-prefix=" + topics.prefix(),
                        "--root=" + write(path, "root.json", world.root.toBytes()),
                        "--region=" + TestWorld.REGION,
                        "--checkpoint-key=" + write(path, name + ".jwk", checkpointKey.toPrivateJwk()),
                        "--token-key=" + write(path, "token.jwk", world.tokenKey.toPrivateJwk()),
                        "--state=" + directory.of(name).resolve("state"),
                        "--instance=" + instance,
                        "--metrics=127.0.0.1:" + port,
                        "--dev=true")
                .withArguments(more);
        return new RunningStream(directory, program, port);
    }

    /// SIGTERM, and returns when it has ended.
    void stop() throws Exception {
        process.stop(Duration.ofSeconds(20));
    }

    /// SIGKILL.
    void kill() {
        process.kill();
    }

    /// A new process on what the one before left behind.
    void startAgain() throws Exception {
        process = LocalProcess.start(program, directory);
    }

    /// SIGKILL, and a new process on what the old one left behind.
    void restart() throws Exception {
        process.kill();
        process = LocalProcess.start(program, directory);
    }

    void suspend() throws InterruptedException {
        process.suspend();
    }

    void resume() throws InterruptedException {
        process.resume();
    }

    /// A new process if the old one has ended.
    ///
    /// @return whether it had
    boolean revive() throws Exception {
        if (process.isAlive()) {
            return false;
        }
        process = LocalProcess.start(program, directory);
        return true;
    }

    /// Everything that it and those before it have logged.
    String log() throws IOException {
        return Files.readString(process.log());
    }

    /// Where its figures and its health are.
    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    /// Whether it can work and is not behind.
    boolean isReady() throws Exception {
        return get("/health/ready").startsWith("{\"status\":\"UP\"");
    }

    /// Every series that it shows, with its value.
    Map<String, Double> figures() throws Exception {
        Map<String, Double> figures = new HashMap<>();
        get("/metrics").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            figures.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return figures;
    }

    /// The end of its log.
    String lastWords() {
        return process.lastLines(20);
    }

    @Override
    public void close() {
        process.kill();
    }

    private static Path write(Path directory, String name, byte[] content) throws Exception {
        return Files.write(directory.resolve(name), content);
    }
}
