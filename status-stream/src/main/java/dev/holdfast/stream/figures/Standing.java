package dev.holdfast.stream.figures;

import dev.holdfast.schema.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Where every partition of the deployment stands, as this process knows it: written by the threads that fold, restore,
/// sign and watch the log, read by whoever asks. Thread-safe.
public final class Standing {
    private final InstantSource clock;
    private final List<PartitionStanding> partitions;
    private volatile boolean notaryJoined;

    public Standing(InstantSource clock) {
        this.clock = clock;
        this.partitions = IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(number -> new PartitionStanding(number, clock))
                .toList();
    }

    /// @throws IndexOutOfBoundsException if the deployment has no such partition
    public PartitionStanding of(int partition) {
        return partitions.get(partition);
    }

    public List<PartitionStanding> all() {
        return partitions;
    }

    public Instant now() {
        return clock.instant();
    }

    /// When the newest draft was made that any partition was restored with here: what is restored is committed.
    public Instant committed() {
        return partitions.stream()
                .map(PartitionStanding::restoredDraft)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /// The notary's group has told it what its part is, be it nothing.
    public void notaryJoined() {
        notaryJoined = true;
    }

    /// The notary signs nowhere until it has joined its group again.
    public void notaryLeft() {
        notaryJoined = false;
        partitions.forEach(PartitionStanding::signsElsewhere);
    }

    public boolean hasNotaryJoined() {
        return notaryJoined;
    }

    /// One gauge per figure and partition; NaN for what is not known here.
    public void register(MeterRegistry registry) {
        age(registry, "checkpoint", "of the newest signed checkpoint", PartitionStanding::issuedAt);
        age(registry, "draft", "of the newest draft of a checkpoint", PartitionStanding::draftedAt);
        age(registry, "token", "of the oldest token in force", PartitionStanding::oldestToken);
        count(
                registry,
                "tokens.waiting",
                "lists that are due for new tokens",
                at -> at.foldsSince().map(_ -> at.tokensWaiting()));
        count(registry, "lag", "records up to the last stable offset that are not folded", PartitionStanding::lag);
        count(registry, "open", "records behind the last stable offset, in transactions", PartitionStanding::open);
        count(
                registry,
                "drafts.lag",
                "drafts up to the last stable offset that the notary has not read",
                PartitionStanding::draftsLag);
        count(registry, "restore.remaining", "records of the changelog still to restore", PartitionStanding::restoring);
        count(
                registry,
                "held.back",
                "1 while nothing is signed because a holder is ahead of the log",
                at -> at.signsSince().map(_ -> at.isHeldBack() ? 1L : 0L));
        count(
                registry,
                "stopped",
                "1 while nothing is signed because a draft was refused",
                at -> at.signsSince().map(_ -> at.isStopped() ? 1L : 0L));
    }

    private void age(
            MeterRegistry registry, String of, String what, Function<PartitionStanding, Optional<Instant>> then) {
        for (PartitionStanding partition : partitions) {
            Gauge.builder(
                            "holdfast.stream." + of + ".age",
                            partition,
                            at -> then.apply(at).map(this::secondsSince).orElse(Double.NaN))
                    .description("age " + what)
                    .baseUnit("seconds")
                    .tag("partition", Integer.toString(partition.number()))
                    .register(registry);
        }
    }

    private double secondsSince(Instant then) {
        return Duration.between(then, clock.instant()).toMillis() / 1000.0;
    }

    private void count(
            MeterRegistry registry, String name, String what, Function<PartitionStanding, Optional<Long>> figure) {
        for (PartitionStanding partition : partitions) {
            Gauge.builder(
                            "holdfast.stream." + name,
                            partition,
                            at -> figure.apply(at).map(Long::doubleValue).orElse(Double.NaN))
                    .description(what)
                    .tag("partition", Integer.toString(partition.number()))
                    .register(registry);
        }
    }
}
