package dev.holdfast.bench;

import java.util.Optional;

/// One figure beside what it is to be compared with, measured in the same run.
///
/// @param figure what was measured
/// @param against what stands beside it
/// @param goal the most that `value` may be of `againstValue`; empty for a figure that nothing was promised of
record Row(String figure, double value, String unit, String against, double againstValue, Optional<Double> goal) {
    double ratio() {
        return value / againstValue;
    }

    /// Whether the goal was reached; empty if there is none.
    Optional<Boolean> held() {
        return goal.map(most -> ratio() <= most);
    }

    static Row of(String figure, double value, String unit, String against, double againstValue) {
        return new Row(figure, value, unit, against, againstValue, Optional.empty());
    }

    Row atMost(double ratio) {
        return new Row(figure, value, unit, against, againstValue, Optional.of(ratio));
    }
}
