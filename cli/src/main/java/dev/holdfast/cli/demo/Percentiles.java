package dev.holdfast.cli.demo;

import java.util.Arrays;

/// Percentiles of a set of durations, nearest rank.
record Percentiles(int count, double p50, double p99, double max) {
    /// Of milliseconds; all zero if there are none.
    static Percentiles of(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return new Percentiles(0, 0, 0, 0);
        }
        return new Percentiles(sorted.length, rank(sorted, 0.50), rank(sorted, 0.99), sorted[sorted.length - 1]);
    }

    private static double rank(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
