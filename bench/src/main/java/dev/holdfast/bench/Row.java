package dev.holdfast.bench;

import java.util.Optional;

/// One figure beside what it is to be compared with, measured in the same run.
///
/// @param figure what was measured
/// @param against what stands beside it
/// @param goal the most that `value` may be of `againstValue`; empty for a figure that nothing was promised of
public record Row(
        String figure, double value, String unit, String against, double againstValue, Optional<Double> goal) {
    public double ratio() {
        return value / againstValue;
    }

    /// Whether the goal was reached; empty if there is none.
    public Optional<Boolean> held() {
        return goal.map(most -> ratio() <= most);
    }

    public static Row of(String figure, double value, String unit, String against, double againstValue) {
        return new Row(figure, value, unit, against, againstValue, Optional.empty());
    }

    /// A figure beside the most that was promised of it, in the same unit.
    public static Row promised(String figure, double value, String unit, double most) {
        return of(figure, value, unit, "the most that was promised", most).atMost(1);
    }

    public Row atMost(double ratio) {
        return new Row(figure, value, unit, against, againstValue, Optional.of(ratio));
    }
}
