package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast trust discard`.
@Command(
        name = "discard",
        mixinStandardHelpOptions = true,
        description = "Deletes the draft, whatever it holds, and with it the signatures it bears.")
final class DiscardVerb implements Callable<Integer> {
    @Mixin
    private @Nullable TrustFolder folder;

    @Override
    public Integer call() throws Failure {
        TrustFolder documents = Objects.requireNonNull(folder);
        return documents.alone(() -> {
            documents.discard();
            return Exit.YES;
        });
    }
}
