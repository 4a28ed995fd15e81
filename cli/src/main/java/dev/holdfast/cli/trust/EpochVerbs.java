package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.event.Region;
import dev.holdfast.trust.edit.TrustEdit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast trust epoch`.
@Command(
        name = "epoch",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(raise)",
        subcommands = EpochVerbs.Raise.class,
        description = "Ends a region's epoch and begins the next.")
public final class EpochVerbs {
    /// `holdfast trust epoch raise`.
    @Command(
            name = "raise",
            mixinStandardHelpOptions = true,
            description = "Begins a region's next epoch, and may disown a part of the one that ends.")
    static final class Raise implements Callable<Integer> {
        @Parameters(paramLabel = "REGION", description = "name of the region")
        private @Nullable Region region;

        @Option(
                names = "--disown",
                paramLabel = "PARTITION=N",
                description = "what was signed of a partition from n on does not count, nor do its revocations")
        private List<Disowned> disowned = new ArrayList<>();

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            Region raised = Objects.requireNonNull(region);
            Map<Integer, Long> parts = new LinkedHashMap<>();
            for (Disowned part : disowned) {
                if (parts.put(part.partition(), part.fromN()) != null) {
                    throw Failure.usage("--disown names partition " + part.partition() + " twice");
                }
            }
            return Objects.requireNonNull(editing).apply(document -> TrustEdit.raiseEpoch(document, raised, parts));
        }
    }

    /// What is disowned of one partition.
    ///
    /// @param fromN the first n that does not count
    public record Disowned(int partition, long fromN) {
        private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})=(\\d{1,18})");

        /// @throws IllegalArgumentException if it is not `PARTITION=N`
        public static Disowned parse(String text) {
            Matcher parts = SHAPE.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("not PARTITION=N, two whole numbers");
            }
            return new Disowned(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
        }
    }
}
