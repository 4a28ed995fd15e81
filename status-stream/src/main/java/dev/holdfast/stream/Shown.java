package dev.holdfast.stream;

import dev.holdfast.stream.health.Health;
import dev.holdfast.stream.health.HealthServer;
import dev.holdfast.stream.health.LogWatch;
import dev.holdfast.stream.health.Program;
import dev.holdfast.stream.health.Program.Fold;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;

/// What a running program shows over HTTP, and what has to be watched for it. For one thread.
final class Shown implements AutoCloseable {
    /// Of Kafka's own figures those of threads; tasks, stores and clients have hundreds.
    private static final String THREADS = "kafka.stream.thread.";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Shown() {}

    /// @param fold before it is started, where there is one
    /// @param ended whether the program has ended, or is about to
    /// @throws IOException if it cannot listen there
    static Shown start(
            InetSocketAddress at,
            StreamSettings settings,
            PrometheusMeterRegistry registry,
            Counters counters,
            Optional<KafkaStreams> fold,
            Admin admin,
            BooleanSupplier ended)
            throws IOException {
        Shown shown = new Shown();
        Health health = new Health(
                () -> new Program(
                        ended.getAsBoolean(),
                        fold.map(streams -> Fold.of(streams.state())).orElse(Fold.ELSEWHERE),
                        settings.work().signs()),
                counters.standing());
        try {
            shown.open.push(HealthServer.start(at, registry::scrape, health));
        } catch (IOException e) {
            throw new IOException("setting metrics: cannot listen on " + at + ": " + e.getMessage(), e);
        }
        fold.ifPresent(streams -> {
            registry.config()
                    .meterFilter(MeterFilter.deny(id ->
                            id.getName().startsWith("kafka.") && !id.getName().startsWith(THREADS)));
            KafkaStreamsMetrics threads = new KafkaStreamsMetrics(streams);
            threads.bindTo(registry);
            shown.open.push(threads);
            shown.open.push(
                    LogWatch.start(admin, settings.topics(), settings.topics().application(), counters.standing()));
        });
        return shown;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("none of them throws", e);
            }
        }
    }
}
