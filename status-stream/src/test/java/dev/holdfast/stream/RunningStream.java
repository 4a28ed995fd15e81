package dev.holdfast.stream;

import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.schema.Topics;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

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

    static RunningStream start(TestBroker broker, Topics topics, TestWorld world, Path path) throws Exception {
        int port = Ports.anyFree().next();
        RunDirectory directory = new RunDirectory(Installation.ofThisProgram(), path);
        JavaProgram program = JavaProgram.ofClass(
                        "stream", directory.installation().streamClassPath(), "dev.holdfast.stream.StreamMain")
                .withFlags("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .withFlags("--enable-native-access=ALL-UNNAMED")
                .withArguments(
                        "--bootstrap=" + broker.bootstrapServers(),
                        "--topic-prefix=" + topics.prefix(),
                        "--root=" + write(path, "root.json", world.root.toBytes()),
                        "--region=" + TestWorld.REGION,
                        "--checkpoint-key=" + write(path, "checkpoint.jwk", world.checkpointKey.toPrivateJwk()),
                        "--token-key=" + write(path, "token.jwk", world.tokenKey.toPrivateJwk()),
                        "--state=" + directory.of("stream").resolve("state"),
                        "--metrics=127.0.0.1:" + port,
                        "--dev=true");
        return new RunningStream(directory, program, port);
    }

    /// SIGKILL, and a new process on what the old one left behind.
    void restart() throws Exception {
        process.kill();
        process = LocalProcess.start(program, directory);
    }

    /// Where its figures and its health are.
    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
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
