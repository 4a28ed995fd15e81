package dev.holdfast.cli.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A real schema registry for one machine: Apicurio, which speaks Confluent's protocol. It keeps its port and its data
/// through kill, stop and start. For one thread at a time.
public final class RegistryServer implements AutoCloseable {
    private static final String NAME = "registry";
    private static final String PROTOCOL = "/apis/ccompat/v7";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final RunDirectory directory;
    private final int port;
    private final Path data;
    private final Consumer<String> say;
    private @Nullable LocalProcess process;

    private RegistryServer(RunDirectory directory, int port, Path data, Consumer<String> say) {
        this.directory = directory;
        this.port = port;
        this.data = data;
        this.say = say;
    }

    /// A registry that is not running yet.
    ///
    /// @param data names its database in the directory; another name is another registry, which numbers anew
    /// @param say is told when the first start has to fetch the program
    public static RegistryServer in(RunDirectory directory, int port, String data, Consumer<String> say) {
        return new RegistryServer(directory, port, directory.of(NAME).resolve(data), say);
    }

    /// Where clients of Confluent's protocol find it.
    public String url() {
        return "http://127.0.0.1:" + port + PROTOCOL;
    }

    /// Returns when clients are served.
    ///
    /// @throws CannotStart if it cannot be fetched, ended, or was not ready in time; the message ends with its log
    public void start() throws CannotStart, InterruptedException {
        Path jar = RegistryArchive.ofThisUser(directory.installation()).jar(say);
        LocalProcess started = LocalProcess.start(
                JavaProgram.ofJar(NAME, jar)
                        .withFlags("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
                        .withEnvironment("QUARKUS_HTTP_HOST", "127.0.0.1")
                        .withEnvironment("QUARKUS_HTTP_PORT", Integer.toString(port))
                        .withEnvironment("APICURIO_DATASOURCE_URL", "jdbc:h2:file:" + data.resolve("registry")),
                directory);
        process = started;
        awaitReady(started);
    }

    /// SIGKILL.
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /// The same as [#kill()].
    @Override
    public void close() {
        kill();
    }

    private void awaitReady(LocalProcess server) throws CannotStart, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(A_MOMENT).build()) {
            while (!serves(http)) {
                if (!server.isAlive()) {
                    throw new CannotStart("the schema registry ended:\n" + server.lastLines(20));
                }
                if (System.nanoTime() > deadline) {
                    throw new CannotStart("the schema registry was not ready in time:\n" + server.lastLines(20));
                }
                Thread.sleep(50);
            }
        }
    }

    private boolean serves(HttpClient http) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                    .timeout(A_MOMENT)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
