package dev.holdfast.bench.stream;

import dev.holdfast.bench.Row;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/// What else goes on where a figure is taken.
final class Machine {
    private Machine() {}

    /// How many threads ran or wanted to, on average of the last minute, those of the benchmark included.
    static Row load() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return Row.of(
                "load of the machine",
                system.getSystemLoadAverage(),
                "",
                "processors",
                system.getAvailableProcessors());
    }
}
