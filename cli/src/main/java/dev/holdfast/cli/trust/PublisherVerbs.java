package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.event.Region;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast trust publisher`.
@Command(
        name = "publisher",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(add | remove)",
        subcommands = {PublisherVerbs.Add.class, PublisherVerbs.Remove.class},
        description = "Adds or removes who publishes a region's checkpoints and tokens.")
final class PublisherVerbs {
    /// `holdfast trust publisher add`.
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a region's publisher, in epoch 1, or in the one after its last if it was there before.")
    static final class Add implements Callable<Integer> {
        @Parameters(paramLabel = "REGION", description = "name of the region")
        private @Nullable Region region;

        @Option(
                names = "--checkpoint",
                required = true,
                paramLabel = "FILE",
                description = "public JWK or PEM of a key that signs checkpoints")
        private List<Path> checkpoints = new ArrayList<>();

        @Option(
                names = "--token",
                required = true,
                paramLabel = "FILE",
                description = "public JWK or PEM of a key that signs standard tokens")
        private List<Path> tokens = new ArrayList<>();

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            List<PublicKey> checkpointKeys = KeyFiles.publicKeys(checkpoints);
            List<PublicKey> tokenKeys = KeyFiles.publicKeys(tokens);
            Region added = Objects.requireNonNull(region);
            Editing draft = Objects.requireNonNull(editing);
            Publisher publisher = new Publisher(added, draft.nextEpoch(added), checkpointKeys, tokenKeys);
            return draft.apply(document -> TrustEdit.addPublisher(document, publisher));
        }
    }

    /// `holdfast trust publisher remove`.
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a region's publisher: what readers hold of it stays, and nothing new is taken.")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "REGION", description = "name of the region")
        private @Nullable Region region;

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            Region gone = Objects.requireNonNull(region);
            return Objects.requireNonNull(editing).apply(document -> TrustEdit.removePublisher(document, gone));
        }
    }
}
