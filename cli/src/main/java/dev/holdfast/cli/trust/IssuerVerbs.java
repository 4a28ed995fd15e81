package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.WriterId;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast trust issuer`.
@Command(
        name = "issuer",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(add | remove)",
        subcommands = {IssuerVerbs.Add.class, IssuerVerbs.Remove.class},
        description = "Adds or removes an issuer.")
final class IssuerVerbs {
    /// `holdfast trust issuer add`.
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds an issuer and its public keys.")
    static final class Add implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "id of the issuer, without a dot")
        private @Nullable IssuerId id;

        @Option(
                names = "--caller",
                required = true,
                paramLabel = "FILE",
                description = "public JWK or PEM of a caller key")
        private List<Path> callers = new ArrayList<>();

        @Option(
                names = "--command",
                required = true,
                paramLabel = "FILE",
                description = "public JWK or PEM of a command key")
        private List<Path> commands = new ArrayList<>();

        @Option(
                names = "--writer",
                required = true,
                paramLabel = "NAME",
                description = "a source that may write its commands, such as its gateway")
        private List<String> writers = new ArrayList<>();

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            Issuer issuer = issuer();
            return Objects.requireNonNull(editing).apply(document -> TrustEdit.addIssuer(document, issuer));
        }

        private Issuer issuer() throws Failure {
            try {
                return new Issuer(
                        Objects.requireNonNull(id),
                        KeyFiles.publicKeys(callers),
                        KeyFiles.publicKeys(commands),
                        Set.copyOf(writers.stream().map(WriterId::new).toList()));
            } catch (IllegalArgumentException e) {
                throw Failure.usage(String.valueOf(e.getMessage()));
            }
        }
    }

    /// `holdfast trust issuer remove`.
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes an issuer: its lists stay as they are, and nothing new is taken from it.")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "id of the issuer")
        private @Nullable IssuerId id;

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            IssuerId issuer = Objects.requireNonNull(id);
            return Objects.requireNonNull(editing).apply(document -> TrustEdit.removeIssuer(document, issuer));
        }
    }
}
