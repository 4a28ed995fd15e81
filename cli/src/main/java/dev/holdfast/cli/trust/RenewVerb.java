package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast trust renew`.
@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        description = "Drafts the next document with the same content and a new life.")
final class RenewVerb implements Callable<Integer> {
    @Mixin
    private @Nullable Editing editing;

    @Override
    public Integer call() throws Failure {
        return Objects.requireNonNull(editing).apply(document -> document);
    }
}
