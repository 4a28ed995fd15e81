package dev.holdfast.stream;

import dev.holdfast.schema.InternalTopics;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.UnsafeTopic;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.fold.StatusTopology;
import dev.holdfast.stream.health.RestoreProgress;
import dev.holdfast.stream.notary.Notary;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program: creates and checks the topics, then folds and signs until it is told to stop. Exit codes: 0
/// stopped, 1 failed or refused, 2 wrong settings, 3 no cluster in reach.
public final class StreamMain {
    private static final Logger LOG = LoggerFactory.getLogger(StreamMain.class);
    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;
    private static final Duration GRACE = Duration.ofSeconds(8);

    private final StreamSettings settings;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counters counters = new Counters(registry, InstantSource.system());
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private StreamMain(StreamSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// @return the exit code
    static int run(String[] arguments) {
        try {
            StreamSettings settings = StreamSettings.read(
                    arguments, name -> Optional.ofNullable(System.getProperty(name)), System.getenv());
            CertificateTimes.warnings(
                            settings.tokenKeys(), InstantSource.system().instant())
                    .forEach(warning -> LOG.warn("{}", warning));
            return new StreamMain(settings).run();
        } catch (BadSetting e) {
            System.err.println("status-stream: " + e.getMessage());
            return USAGE;
        }
    }

    private int run() {
        try (Admin admin = admin()) {
            ClusterCheck.require(admin, settings.dev());
            TopicSetup.ensure(admin, settings.topics(), Topics.PARTITIONS, settings.replication(), settings.dev());
            InternalTopics.check(admin, settings.topics(), StatusTopology.STORE, Topics.PARTITIONS, settings.dev());
            Files.createDirectories(settings.state());
            return work(admin);
        } catch (UnsafeTopic | UnsafeCluster e) {
            return lastWord(FAILED, String.valueOf(e.getMessage()));
        } catch (LogUnavailable e) {
            return lastWord(UNREACHABLE, "Kafka at " + settings.bootstrap() + ": " + e.getMessage());
        } catch (IOException | KafkaException e) {
            return lastWord(FAILED, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lastWord(FAILED, "interrupted");
        } finally {
            closed.complete(null);
        }
    }

    private Admin admin() throws LogUnavailable {
        try {
            return Admin.create(KafkaSettings.admin(settings));
        } catch (KafkaException e) {
            if (e.getCause() instanceof ConfigException) {
                throw new LogUnavailable("none of these hosts has an address here", e);
            }
            throw e;
        }
    }

    private int work(Admin admin) throws InterruptedException, IOException {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::shutDown));
        Optional<KafkaStreams> fold = settings.work().folds() ? Optional.of(fold()) : Optional.empty();
        Optional<Notary> notary = Optional.empty();
        Optional<Shown> shown = Optional.empty();
        try {
            if (settings.work().signs()) {
                notary = Optional.of(Notary.start(settings, counters, thrown -> fail("the notary", thrown)));
            }
            shown = show(fold, admin);
            fold.ifPresent(KafkaStreams::start);
            LOG.info(
                    "work {} on {} for {} of {}",
                    settings.work(),
                    settings.topics().statusEvents(),
                    settings.region(),
                    settings.root().deployment());
            return awaitEnd(() -> fold.map(streams -> streams.state().name()).orElse("RUNNING"));
        } finally {
            notary.ifPresent(Notary::close);
            fold.ifPresent(this::close);
            shown.ifPresent(Shown::close);
        }
    }

    private Optional<Shown> show(Optional<KafkaStreams> fold, Admin admin) throws IOException {
        if (settings.metrics().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Shown.start(settings.metrics().get(), settings, registry, counters, fold, admin, ended::isDone));
    }

    /// Where another instance has copies of the rows it goes on with them at once. Where none has, the partitions
    /// wait for who comes back under this name. So they do after a failure, which may be that somebody has come:
    /// whoever has the name would be the one to leave.
    private void close(KafkaStreams streams) {
        boolean leaves = settings.standbys() > 0 && ended.getNow(FAILED) == STOPPED;
        streams.close(new KafkaStreams.CloseOptions().timeout(GRACE).leaveGroup(leaves));
    }

    private KafkaStreams fold() {
        KafkaStreams streams = new KafkaStreams(
                StatusTopology.of(
                        settings.topics(),
                        settings.root(),
                        settings.region(),
                        InstantSource.system(),
                        counters,
                        settings.urgent()),
                KafkaSettings.streams(settings));
        streams.setGlobalStateRestoreListener(new RestoreProgress(counters.standing()));
        FoldFailures failures = new FoldFailures(InstantSource.system(), counters.standing()::committed);
        streams.setUncaughtExceptionHandler(thrown -> {
            if (failures.isWorthAnotherThread(thrown)) {
                counters.count(What.FOLD_RESTARTS);
                LOG.warn("folding begins anew: {}", String.valueOf(thrown.getCause()));
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            fail("the fold", thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        return streams;
    }

    private int awaitEnd(Supplier<String> state) throws InterruptedException {
        StatsFile stats = new StatsFile(settings.state(), counters, InstantSource.system());
        while (true) {
            stats.write(state.get());
            try {
                int code = ended.get(1, TimeUnit.SECONDS);
                stats.write(code == STOPPED ? "STOPPED" : "FAILED");
                return code;
            } catch (TimeoutException e) {
                LOG.trace("still at work");
            } catch (ExecutionException e) {
                throw new IllegalStateException("nothing completes it so", e);
            }
        }
    }

    private void fail(String part, Throwable thrown) {
        if (ended.complete(FAILED)) {
            LOG.error("{} failed", part, thrown);
            lastWord(FAILED, part + " failed: " + thrown);
        }
    }

    /// On SIGTERM: the JVM ends when this returns.
    private void shutDown() {
        ended.complete(STOPPED);
        try {
            closed.get(2 * GRACE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("status-stream: did not stop in time");
        }
    }

    private static int lastWord(int code, String why) {
        System.err.println("status-stream stops: " + why);
        return code;
    }
}
