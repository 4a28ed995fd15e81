package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.edit.TrustEdit;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast trust key`.
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(new | rotate | retire | compromise)",
        subcommands = {KeyVerbs.New.class, KeyVerbs.Rotate.class, KeyVerbs.Retire.class, KeyVerbs.Compromise.class},
        description = "Makes a key, or puts one in another's place.")
final class KeyVerbs {
    /// `holdfast trust key new`.
    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description =
                    "Makes an Ed25519 key: FILE.jwk, which only you can read, and FILE.pub.jwk, which is for others.")
    static final class New implements Callable<Integer> {
        private static final String SUFFIX = ".jwk";

        @Parameters(paramLabel = "FILE", description = "file for the private key, such as anna.jwk")
        private @Nullable Path file;

        @Option(
                names = "--secret",
                description = "makes 32 random bytes instead: the allocation secret that a gateway needs of an issuer")
        private boolean secret;

        @Mixin
        private @Nullable Output output;

        @Override
        public Integer call() throws Failure {
            Path target = Objects.requireNonNull(file);
            try {
                return secret ? makeSecret(target) : makeKey(target);
            } catch (FileAlreadyExistsException e) {
                throw Failure.usage(e.getFile() + " is there already, and no key is overwritten");
            } catch (IOException e) {
                throw Failure.usage("cannot write " + target + ": " + SafeFiles.why(e));
            }
        }

        private int makeKey(Path target) throws IOException, Failure {
            String name = String.valueOf(target.getFileName());
            if (!name.endsWith(SUFFIX)) {
                throw Failure.usage("the file name has to end with " + SUFFIX);
            }
            Path open = target.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".pub" + SUFFIX);
            if (Files.exists(open)) {
                throw new FileAlreadyExistsException((Files.exists(target) ? target : open).toString());
            }
            // A private key alone is what a run leaves that is stopped here: it is kept, and gets its public half.
            boolean held = Files.exists(target);
            Signer signer = held ? KeyFiles.signer(KeySource.InFile.of(target)) : generated(target);
            var jwk = signer.publicKey().toJwk().put("kid", signer.keyId().value());
            SafeFiles.replace(open, Web.JSON.writeValueAsBytes(jwk));
            var json = Web.JSON
                    .createObjectNode()
                    .put("keyId", signer.keyId().value())
                    .put("private", target.toString())
                    .put("public", open.toString())
                    .put("made", !held);
            Objects.requireNonNull(output).print(json, out -> {
                out.println("key     " + signer.keyId());
                out.println("keep    " + target + (held ? ", which was there already" : ""));
                out.println("give    " + open);
            });
            return Exit.YES;
        }

        private static Signer generated(Path target) throws IOException {
            Ed25519Signer signer = Ed25519Signer.generate(new SecureRandom());
            SafeFiles.createSecret(target, signer.toPrivateJwk());
            return signer;
        }

        private int makeSecret(Path target) throws IOException {
            byte[] bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            SafeFiles.createSecret(
                    target, Base64.getUrlEncoder().withoutPadding().encode(bytes));
            var json = Web.JSON.createObjectNode().put("private", target.toString());
            Objects.requireNonNull(output).print(json, out -> out.println("keep    " + target));
            return Exit.YES;
        }
    }

    /// `holdfast trust key rotate`.
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Puts a new key in the place of an old one, whatever that is for.")
    static final class Rotate implements Callable<Integer> {
        @Parameters(paramLabel = "OLD", description = "id of the old key, or a file with its public JWK or PEM")
        private String old = "";

        @Option(names = "--new", required = true, paramLabel = "FILE", description = "public JWK or PEM of the new key")
        private @Nullable Path fresh;

        @Option(
                names = "--overlap",
                description = "keeps the old key beside the new one, until ./holdfast trust key retire")
        private boolean overlap;

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            KeyId before = KeyFiles.keyId(old);
            PublicKey after = KeyFiles.publicKey(Objects.requireNonNull(fresh));
            return Objects.requireNonNull(editing)
                    .apply(document -> TrustEdit.rotate(document, before, after, overlap));
        }
    }

    /// `holdfast trust key retire`.
    @Command(name = "retire", mixinStandardHelpOptions = true, description = "Takes a key out of use.")
    static final class Retire implements Callable<Integer> {
        @Parameters(paramLabel = "KEY", description = "id of the key, or a file with its public JWK or PEM")
        private String key = "";

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            KeyId gone = KeyFiles.keyId(key);
            return Objects.requireNonNull(editing).apply(document -> TrustEdit.retire(document, gone));
        }
    }

    /// `holdfast trust key compromise`.
    @Command(
            name = "compromise",
            mixinStandardHelpOptions = true,
            description = {
                "Takes a key out of use because somebody else may have it. Nothing new is taken from it,",
                "and what readers hold by it is void from --since on until it is signed anew."
            })
    static final class Compromise implements Callable<Integer> {
        @Parameters(paramLabel = "KEY", description = "id of the key, or a file with its public JWK or PEM")
        private String key = "";

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "when it may have happened at the earliest, such as 2026-11-25T14:00:00Z (default: ever)")
        private Instant since = Instant.EPOCH;

        @Option(names = "--new", paramLabel = "FILE", description = "public JWK or PEM of the key that takes its place")
        private @Nullable Path fresh;

        @Mixin
        private @Nullable Editing editing;

        @Override
        public Integer call() throws Failure {
            KeyId stolen = KeyFiles.keyId(key);
            if (since.isAfter(InstantSource.system().instant())) {
                throw Failure.usage("--since is in the future: a compromise is known when it has happened");
            }
            Optional<PublicKey> after = fresh == null ? Optional.empty() : Optional.of(KeyFiles.publicKey(fresh));
            return Objects.requireNonNull(editing)
                    .apply(document -> TrustEdit.compromise(document, stolen, since, after));
        }
    }
}
