package dev.holdfast.edge.service;

import dev.holdfast.check.Answer.Decision;
import dev.holdfast.edge.Edge;
import dev.holdfast.replica.Distrust;
import dev.holdfast.trust.Untrusted;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/// The edge's figures for Prometheus, read when they are asked for.
@Singleton
public class EdgeMetrics {
    private final Edge edge;
    private final AnswerCounts counts;
    private final MeterRegistry registry;

    EdgeMetrics(EdgeHost host, AnswerCounts counts, MeterRegistry registry) {
        this.edge = host.edge();
        this.counts = counts;
        this.registry = registry;
    }

    void register(@Observes StartupEvent event) {
        for (Decision decision : Decision.values()) {
            FunctionCounter.builder("holdfast.edge.answers", counts, from -> from.of(decision))
                    .tag("decision", decision.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        for (Distrust why : Distrust.values()) {
            refused(why.wireName());
        }
        for (Untrusted.Reason why : Untrusted.Reason.values()) {
            refused("trust-" + why.wireName());
        }
        refused("trust-malformed");
        FunctionCounter.builder(
                        "holdfast.edge.revocation.regressions",
                        edge,
                        from -> from.stats().regressions())
                .register(registry);
        Gauge.builder("holdfast.edge.trust.expires", edge, EdgeMetrics::trustExpires)
                .baseUnit("seconds")
                .description("when the trust document expires, seconds since 1970; NaN without one")
                .register(registry);
        applied("delta", from -> from.stats().deltas());
        applied("heartbeat", from -> from.stats().heartbeats());
        applied("snapshot", from -> from.stats().snapshots());
        applied("token", from -> from.stats().tokens());
        Gauge.builder("holdfast.edge.oldest.evidence", edge, EdgeMetrics::oldestSeconds)
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(
                        "holdfast.edge.quarantined.partitions",
                        edge,
                        from -> from.stats().quarantined())
                .register(registry);
        Gauge.builder(
                        "holdfast.edge.disputed.partitions",
                        edge,
                        from -> from.partitions().stream()
                                .filter(Edge.PartitionState::disputed)
                                .count())
                .register(registry);
    }

    private interface Figure {
        long of(Edge edge);
    }

    private void applied(String kind, Figure figure) {
        FunctionCounter.builder("holdfast.edge.applied", edge, figure::of)
                .tag("kind", kind)
                .register(registry);
    }

    private void refused(String reason) {
        FunctionCounter.builder(
                        "holdfast.edge.refused",
                        edge,
                        from -> from.stats().refused().getOrDefault(reason, 0L))
                .tag("reason", reason)
                .register(registry);
    }

    private static double trustExpires(Edge edge) {
        return edge.trustExpiresAt().map(at -> (double) at.getEpochSecond()).orElse(Double.NaN);
    }

    /// NaN as long as there is none.
    private static double oldestSeconds(Edge edge) {
        return edge.partitions().stream()
                        .flatMap(partition -> partition.age().stream())
                        .mapToDouble(Duration::toMillis)
                        .max()
                        .orElse(Double.NaN)
                / 1000;
    }
}
