package dev.holdfast.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;

/// A real Kafka broker for one machine. It keeps its port and its data through kill, stop and start; what a client
/// was told is written survives a kill of the process, though not a loss of power.
///
/// For one thread at a time.
public final class Broker implements AutoCloseable {
    private static final String NAME = "broker";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final RunDirectory directory;
    private final BrokerSettings settings;
    private final List<String> flags;
    private @Nullable LocalProcess process;

    private Broker(RunDirectory directory, BrokerSettings settings, List<String> flags) {
        this.directory = directory;
        this.settings = settings;
        this.flags = flags;
    }

    /// A broker that is not running yet. It is made to start soon and to leave room for others, not for speed.
    ///
    /// @param flags of its JVM, which win over those that make it so
    public static Broker in(RunDirectory directory, int port, int controllerPort, String... flags) {
        Path data = directory.of(NAME).resolve("data");
        return new Broker(directory, new BrokerSettings(data, port, controllerPort), List.of(flags));
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + settings.port();
    }

    /// Returns when clients are served. On first use the storage is formatted; after that, the data is what it was.
    ///
    /// @throws CannotStart if the broker ended, or was not ready within a minute; the message ends with its log
    public void start() throws CannotStart, InterruptedException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the broker is running");
        }
        Path file = writeSettings();
        LocalProcess started = LocalProcess.start(program(file), directory);
        process = started;
        awaitReady(started);
    }

    /// SIGKILL.
    public void kill() {
        running().kill();
    }

    /// SIGTERM, and SIGKILL after ten seconds.
    public void stop() throws InterruptedException {
        running().stop(GRACE);
    }

    /// The process of the latest start.
    public LocalProcess running() {
        if (process == null) {
            throw new IllegalStateException("the broker was never started");
        }
        return process;
    }

    /// Kills the broker if it runs.
    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
    }

    private Path writeSettings() throws CannotStart {
        Path file = directory.of(NAME).resolve("server.properties");
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, settings.asProperties());
        } catch (IOException refused) {
            throw new CannotStart("cannot write " + file, refused);
        }
    }

    private JavaProgram program(Path file) {
        return JavaProgram.ofClass(NAME, directory.installation().brokerClassPath(), "dev.holdfast.broker.BrokerMain")
                .withArguments(file.toString(), settings.data().toString())
                .withFlags("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .withFlags(flags.toArray(String[]::new))
                .withProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .withProperty("org.slf4j.simpleLogger.log.kafka.server.BrokerLifecycleManager", "info")
                .withProperty("org.slf4j.simpleLogger.showDateTime", "true")
                .withProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    }

    private void awaitReady(LocalProcess broker) throws CannotStart, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 20,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 100,
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, 20))) {
            while (!serves(admin)) {
                if (!broker.isAlive()) {
                    throw new CannotStart("the broker ended:\n" + broker.lastLines(20));
                }
                if (System.nanoTime() > deadline) {
                    throw new CannotStart("the broker was not ready in time:\n" + broker.lastLines(20));
                }
            }
        }
    }

    private static boolean serves(Admin admin) throws InterruptedException {
        try {
            DescribeClusterOptions aMoment = new DescribeClusterOptions().timeoutMs(1_000);
            return !admin.describeCluster(aMoment).nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        }
    }
}
