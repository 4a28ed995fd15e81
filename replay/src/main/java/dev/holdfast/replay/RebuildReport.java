package dev.holdfast.replay;

import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/// What replaying a whole log showed.
///
/// @param partitions by ascending number
/// @param elapsed from the first fetch to the last comparison
public record RebuildReport(List<PartitionReport> partitions, Duration elapsed) {
    public RebuildReport {
        partitions = List.copyOf(partitions);
    }

    /// What it comes to.
    public enum Verdict {
        /// Every published state is the fold of the log.
        EQUAL,
        /// Something is missing or in disorder.
        INCOMPLETE,
        /// Something was forged or altered.
        DISTRUST
    }

    public Verdict verdict() {
        List<Finding> findings = findings();
        if (findings.stream().anyMatch(finding -> finding.kind().isDistrust())) {
            return Verdict.DISTRUST;
        }
        return findings.isEmpty() ? Verdict.EQUAL : Verdict.INCOMPLETE;
    }

    /// By partition, then in the order in which they were found.
    public List<Finding> findings() {
        return partitions.stream()
                .flatMap(partition -> partition.findings().stream())
                .toList();
    }

    public long records() {
        return sum(partition -> partition.folded().records());
    }

    /// Records of `status-events` per second, verification and comparison included.
    public double eventsPerSecond() {
        return records() / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }

    public long sum(ToLongFunction<PartitionReport> count) {
        return partitions.stream().mapToLong(count).sum();
    }
}
