package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.event.Region;
import dev.holdfast.trust.edit.TrustEdit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
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
final class EpochVerbs {
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
        private Map<Integer, Long> disowned = new LinkedHashMap<>();

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            Region raised = Objects.requireNonNull(region);
            return Objects.requireNonNull(editing).apply(document -> TrustEdit.raiseEpoch(document, raised, disowned));
        }
    }
}
