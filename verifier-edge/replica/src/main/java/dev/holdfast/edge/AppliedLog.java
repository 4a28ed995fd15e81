package dev.holdfast.edge;

import java.util.ArrayList;
import java.util.List;

/// The edge's own record of when which state became visible: the last entries, numbered from 1 on. Thread-safe.
final class AppliedLog {
    static final int CAPACITY = 200_000;

    private final int[] partitions = new int[CAPACITY];
    private final long[] ns = new long[CAPACITY];
    private final long[] times = new long[CAPACITY];
    private long last;

    synchronized void add(int partition, long n, long millis) {
        int slot = (int) (last % CAPACITY);
        partitions[slot] = partition;
        ns[slot] = n;
        times[slot] = millis;
        last++;
    }

    /// Entries behind `after`, oldest first. Those that have fallen out are left out, and show as a gap in the
    /// numbers.
    synchronized List<Edge.Applied> after(long after, int limit) {
        long from = Math.clamp(after, Math.max(0, last - CAPACITY), last);
        List<Edge.Applied> entries = new ArrayList<>();
        for (long seq = from + 1; seq <= last && entries.size() < limit; seq++) {
            int slot = (int) ((seq - 1) % CAPACITY);
            entries.add(new Edge.Applied(seq, partitions[slot], ns[slot], times[slot]));
        }
        return entries;
    }
}
