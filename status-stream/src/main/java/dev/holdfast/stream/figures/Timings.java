package dev.holdfast.stream.figures;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/// How long things take, and how much goes into a checkpoint: histograms with fixed bounds. Thread-safe.
public final class Timings {
    private final Timer fold;
    private final Timer tick;
    private final Timer tickLate;
    private final Timer notary;
    private final DistributionSummary changes;

    public Timings(MeterRegistry registry) {
        fold = timer(registry, "fold", "one record, with its rows", 20, 50, 100, 200, 500, 1_000, 5_000, 20_000);
        long[] coarse = {1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000};
        tick = timer(registry, "tick", "one partition's part of a tick", coarse);
        tickLate = timer(registry, "tick.late", "from the time of a tick to its beginning", coarse);
        notary = timer(registry, "notary", "one transaction, from the first signature to the commit", coarse);
        changes = DistributionSummary.builder("holdfast.stream.checkpoint.changes")
                .description("changed entries in one delta")
                .serviceLevelObjectives(1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String name, String what, long... boundsMicros) {
        return Timer.builder("holdfast.stream." + name)
                .description(what)
                .serviceLevelObjectives(LongStream.of(boundsMicros)
                        .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
                        .toArray(Duration[]::new))
                .register(registry);
    }

    /// Of one record, from its bytes to its rows.
    public Timer fold() {
        return fold;
    }

    /// Of what one partition does in a tick.
    public Timer tick() {
        return tick;
    }

    /// From the time of a partition's tick to when it began.
    public Timer tickLate() {
        return tickLate;
    }

    /// Of a transaction of the notary.
    public Timer notary() {
        return notary;
    }

    /// Entries in one delta.
    public DistributionSummary changes() {
        return changes;
    }
}
