package dev.holdfast.bench.stream;

import java.util.Arrays;

/// How long something took: three of its percentiles, in milliseconds.
record Millis(double p50, double p99, double p999) {
    static Millis of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Millis(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
    }

    private static double at(double[] sorted, double part) {
        return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
    }
}
