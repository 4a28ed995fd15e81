package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.event.Deployment;
import dev.holdfast.schema.Topics;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast trust init`.
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Begins a deployment: writes root.json, which readers pin for good, and the draft of document 1.")
final class InitVerb implements Callable<Integer> {
    @Option(names = "--deployment", required = true, paramLabel = "NAME", description = "name of the deployment")
    private @Nullable Deployment deployment;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "FILE",
            description = "public JWK or PEM of one person's root key; once for each person")
    private List<Path> roots = new ArrayList<>();

    @Option(
            names = "--threshold",
            required = true,
            paramLabel = "K",
            description = "how many of them have to sign each document")
    private int threshold;

    @Mixin
    private @Nullable Editing editing;

    @Override
    public Integer call() throws Failure {
        Editing draft = Objects.requireNonNull(editing);
        try {
            Root root = Root.of(Objects.requireNonNull(deployment), threshold, KeyFiles.publicKeys(roots));
            var first = TrustEdit.first(
                    root, Topics.PARTITIONS, InstantSource.system().instant(), draft.validity());
            draft.folder().make();
            return draft.folder().alone(() -> {
                draft.folder().begin(root);
                return draft.keep(Optional.empty(), first);
            });
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
