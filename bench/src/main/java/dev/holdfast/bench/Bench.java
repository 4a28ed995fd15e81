package dev.holdfast.bench;

import dev.holdfast.bench.stream.InstancesBench;
import dev.holdfast.bench.stream.RecoveryBench;
import dev.holdfast.bench.stream.ScaleBench;
import dev.holdfast.bench.stream.StreamBench;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// `./holdfast bench NAME [--json FILE]`. Exit 0 if every goal was reached, 1 if not, 2 for a wrong command line.
public final class Bench {
    private static final List<Benchmark> ALL =
            List.of(new FormatsBench(), new StreamBench(), new ScaleBench(), new RecoveryBench(), new InstancesBench());

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments));
    }

    static int run(String[] arguments) throws Exception {
        boolean json = arguments.length == 3 && arguments[1].equals("--json");
        Optional<Benchmark> chosen = arguments.length == 1 || json ? named(arguments[0]) : Optional.empty();
        if (chosen.isEmpty()) {
            System.err.println("holdfast: bench NAME [--json FILE], where NAME is one of "
                    + ALL.stream().map(Benchmark::name).toList());
            return 2;
        }
        Report report = new Report(chosen.get().name());
        report.heading(chosen.get().about(), System.out);
        chosen.get().run(row -> report.add(row, System.out));
        if (json) {
            report.write(Path.of(arguments[2]), InstantSource.system().instant());
        }
        return report.allHeld() ? 0 : 1;
    }

    private static Optional<Benchmark> named(String name) {
        return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
    }
}
