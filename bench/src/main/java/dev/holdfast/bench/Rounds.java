package dev.holdfast.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;

/// Measures two tasks in turn, so that whatever slows the machine slows both, and takes medians.
///
/// @param warmupNanos how long each task runs before anything counts
/// @param roundNanos how long each task runs in a round
public record Rounds(long warmupNanos, int rounds, long roundNanos) {
    /// About two seconds for a pair.
    static final Rounds STANDARD = new Rounds(400_000_000L, 15, 40_000_000L);

    /// Where results go, so that no compiler can leave the work out.
    @SuppressWarnings("UnusedVariable")
    private static volatile Object sink = "";

    /// Microseconds that one call takes, by the median of the rounds.
    ///
    /// @param ratio median of the ratios of each round, steadier than the ratio of the medians
    record Pair(double ours, double beside, double ratio) {
        /// The pair as a row; its ratio is the steadier one.
        Row row(String figure, String against) {
            return Row.of(figure, ours, "µs", against, ours / ratio);
        }
    }

    Pair measure(Callable<?> ours, Callable<?> beside) throws Exception {
        // In turn here as well: the second one would otherwise profit from what the first has warmed up.
        for (int i = 0; i < 4; i++) {
            double _ = timed(ours, warmupNanos / 4);
            double _ = timed(beside, warmupNanos / 4);
        }
        double[] first = new double[rounds];
        double[] second = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            first[i] = timed(ours, roundNanos);
            second[i] = timed(beside, roundNanos);
            ratios[i] = first[i] / second[i];
        }
        return new Pair(median(first), median(second), median(ratios));
    }

    private static double timed(Callable<?> task, long nanos) throws Exception {
        long calls = 0;
        long start = System.nanoTime();
        long now;
        do {
            sink = task.call();
            calls++;
            now = System.nanoTime();
        } while (now - start < nanos);
        return (now - start) / 1_000.0 / calls;
    }

    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
