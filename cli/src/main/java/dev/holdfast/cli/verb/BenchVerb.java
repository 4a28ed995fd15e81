package dev.holdfast.cli.verb;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast bench`: hands over to the benchmarks, in a process of their own so that nothing of this one weighs on
/// them.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures, each figure beside the bare primitive or a peer in the same run.",
            "Exit 0 every goal reached, 1 one missed."
        })
public final class BenchVerb implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "which benchmark: formats, stream, scale, recovery, instances")
    private @Nullable String name;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the rows to FILE")
    private @Nullable Path json;

    @Override
    public Integer call() throws Failure, InterruptedException {
        Installation installation = Installation.ofThisProgram();
        JavaProgram program = JavaProgram.ofClass("bench", installation.benchClassPath(), "dev.holdfast.bench.Bench")
                .withFlags("--enable-native-access=ALL-UNNAMED")
                .withProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .withProperty("holdfast.home", installation.home().toString())
                .withArguments(Objects.requireNonNull(name));
        try {
            return LocalProcess.run(
                    json == null ? program : program.withArguments("--json", json.toString()), installation);
        } catch (CannotStart e) {
            throw Failure.unreachable(String.valueOf(e.getMessage()));
        }
    }
}
