package dev.holdfast.bench.stream;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A histogram of the stream's, as it shows it.
///
/// @param counts how many took at most so many seconds, infinity last
record TickTimes(SortedMap<Double, Double> counts) {
    private static final String LABEL = "_seconds_bucket{le=\"";

    /// What one partition does in a tick.
    static TickTimes ofTicks(BenchStream stream) throws IOException, InterruptedException {
        return of(stream, "holdfast_stream_tick");
    }

    /// From the time of a tick to its beginning.
    static TickTimes ofLateness(BenchStream stream) throws IOException, InterruptedException {
        return of(stream, "holdfast_stream_tick_late");
    }

    private static TickTimes of(BenchStream stream, String timer) throws IOException, InterruptedException {
        SortedMap<Double, Double> counts = new TreeMap<>();
        for (Map.Entry<String, Double> series : stream.figures().entrySet()) {
            if (series.getKey().startsWith(timer + LABEL)) {
                String bound =
                        series.getKey().substring((timer + LABEL).length()).replaceAll("\".*", "");
                counts.put(
                        bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), series.getValue());
            }
        }
        if (counts.isEmpty()) {
            throw new IllegalStateException("the stream shows no " + timer);
        }
        return new TickTimes(counts);
    }

    TickTimes since(TickTimes before) {
        SortedMap<Double, Double> later = new TreeMap<>();
        counts.forEach((bound, count) -> later.put(bound, count - before.counts.getOrDefault(bound, 0.0)));
        return new TickTimes(later);
    }

    /// The least bound of the histogram that 99 of 100 keep to: no more than it is known.
    double p99Millis() {
        double all = counts.sequencedValues().getLast();
        if (all <= 0) {
            throw new IllegalStateException("the stream did not tick");
        }
        double wanted = 0.99 * all;
        return counts.entrySet().stream()
                        .filter(entry -> entry.getValue() >= wanted)
                        .findFirst()
                        .orElseThrow()
                        .getKey()
                * 1_000;
    }
}
