package dev.holdfast.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TickTimesTest {
    private static final double MORE = Double.POSITIVE_INFINITY;

    @Test
    void the_percentile_is_the_least_bound_that_99_of_100_keep_to() {
        assertThat(times(Map.of(0.001, 98.0, 0.005, 99.0, 0.1, 100.0, MORE, 100.0))
                        .p99Millis())
                .isEqualTo(5.0);
    }

    @Test
    void what_is_beyond_every_bound_is_not_made_smaller() {
        assertThat(times(Map.of(0.001, 0.0, 1.0, 90.0, MORE, 100.0)).p99Millis())
                .isInfinite();
    }

    @Test
    void what_was_counted_before_does_not_count() {
        TickTimes before = times(Map.of(0.001, 0.0, 1.0, 500.0, MORE, 500.0));
        TickTimes after = times(Map.of(0.001, 100.0, 1.0, 600.0, MORE, 600.0));

        assertThat(after.since(before).p99Millis()).isEqualTo(1.0);
    }

    private static TickTimes times(Map<Double, Double> counts) {
        return new TickTimes(new TreeMap<>(counts));
    }
}
