package dev.holdfast.stream;

import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Ed25519Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The program as it is deployed, fold and notary, in a process of its own.
final class RunningStream implements AutoCloseable {
    private final RunDirectory directory;
    private final JavaProgram program;
    private LocalProcess process;

    private RunningStream(RunDirectory directory, JavaProgram program) throws Exception {
        this.directory = directory;
        this.program = program;
        this.process = LocalProcess.start(program, directory);
    }

    static RunningStream start(TestBroker broker, Topics topics, TestWorld world, Path path) throws Exception {
        return start(broker, topics, world, path, 1, world.checkpointKey);
    }

    /// One of several.
    ///
    /// @param instance its number, from 1 on
    /// @param checkpointKey the one it signs checkpoints with
    static RunningStream start(
            TestBroker broker, Topics topics, TestWorld world, Path path, int instance, Ed25519Signer checkpointKey)
            throws Exception {
        RunDirectory directory = new RunDirectory(Installation.ofThisProgram(), path);
        String name = "stream-" + instance;
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
                        "--dev=true");
        return new RunningStream(directory, program);
    }

    /// SIGKILL, and a new process on what the old one left behind.
    void restart() throws Exception {
        process.kill();
        process = LocalProcess.start(program, directory);
    }

    /// SIGKILL.
    void kill() {
        process.kill();
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
