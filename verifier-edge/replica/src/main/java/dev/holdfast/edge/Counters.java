package dev.holdfast.edge;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What the edge has counted since it started. Thread-safe.
final class Counters {
    final LongAdder deltas = new LongAdder();
    final LongAdder heartbeats = new LongAdder();
    final LongAdder snapshots = new LongAdder();
    /// Entries that a signed state showed otherwise although they were INVALID.
    final LongAdder regressions = new LongAdder();
    final LongAdder trustDocuments = new LongAdder();
    final LongAdder tokens = new LongAdder();
    final LongAdder storeFailures = new LongAdder();
    final LongAdder sourceFailures = new LongAdder();
    private final Map<String, AtomicLong> refused = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> bytes = new ConcurrentHashMap<>();

    /// Counts a refusal and says how many there were for this reason before.
    long refused(String reason) {
        return refused.computeIfAbsent(reason, _ -> new AtomicLong()).getAndIncrement();
    }

    void read(String topic, long count) {
        bytes.computeIfAbsent(topic, _ -> new AtomicLong()).addAndGet(count);
    }

    Edge.Stats stats(int quarantined) {
        return new Edge.Stats(
                deltas.sum(),
                heartbeats.sum(),
                snapshots.sum(),
                regressions.sum(),
                trustDocuments.sum(),
                tokens.sum(),
                sums(refused),
                sums(bytes),
                quarantined,
                storeFailures.sum(),
                sourceFailures.sum());
    }

    private static SortedMap<String, Long> sums(Map<String, AtomicLong> counts) {
        SortedMap<String, Long> sums = new TreeMap<>();
        counts.forEach((name, count) -> sums.put(name, count.get()));
        return sums;
    }
}
