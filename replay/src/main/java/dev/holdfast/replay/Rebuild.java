package dev.holdfast.replay;

import dev.holdfast.replay.log.LogReader;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Folds `status-events` alone, from a pinned root, and compares everything that was published with it.
public final class Rebuild {
    private static final Set<Section> SECTIONS =
            EnumSet.of(Section.STATUS_EVENTS, Section.CHECKPOINTS, Section.SNAPSHOTS, Section.SIGNED_LISTS);

    private final LogReader log;
    private final Root root;

    public Rebuild(LogReader log, Root root) {
        this.log = log;
        this.root = root;
    }

    /// Replays every partition.
    ///
    /// @param threads how many partitions are replayed at once
    public RebuildReport run(int threads) throws LogUnavailable, InterruptedException {
        long began = System.nanoTime();
        int partitions = log.partitions();
        List<PartitionReport> reports = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(Math.min(threads, partitions))) {
            List<Future<PartitionReport>> running = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                int number = partition;
                running.add(workers.submit(() -> replay(number)));
            }
            try {
                for (Future<PartitionReport> report : running) {
                    reports.add(result(report));
                }
            } finally {
                running.forEach(left -> left.cancel(true));
            }
        }
        return new RebuildReport(reports, Duration.ofNanos(System.nanoTime() - began));
    }

    /// Replays one partition.
    public PartitionReport replay(int partition) throws LogUnavailable {
        try (Reading reading = log.open(partition, SECTIONS)) {
            return new PartitionAudit(reading, root, partition).run();
        }
    }

    private static PartitionReport result(Future<PartitionReport> report) throws LogUnavailable, InterruptedException {
        try {
            return report.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LogUnavailable unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("replaying a partition failed", e.getCause());
        }
    }
}
