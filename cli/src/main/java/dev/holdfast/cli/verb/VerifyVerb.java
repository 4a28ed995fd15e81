package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Authorities;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.TrustedLog;
import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replay.TrustTopic;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Untrusted;
import dev.holdfast.x509.CertificateTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast verify`: checks one signed file offline.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies a checkpoint, an envelope, a snapshot or a token with the pinned root,",
            "or a token by the certificate authority that its chain leads to.",
            "Exit 0 verified, 1 verified but not current, 4 not to be trusted."
        })
public final class VerifyVerb implements Callable<Integer> {
    private static final int MAX_BYTES = 768 << 20;

    @Parameters(paramLabel = "FILE", description = "the file")
    private @Nullable Path file;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "signed trust document; repeat it for each version from 1 on (default: read from Kafka)")
    private List<Path> trust = List.of();

    @Mixin
    private @Nullable Authorities authorities;

    @Mixin
    private @Nullable TrustedLog trusted;

    @Mixin
    private @Nullable Output output;

    @Override
    public Integer call() throws Failure {
        byte[] bytes = read(Objects.requireNonNull(file), MAX_BYTES);
        Instant now = InstantSource.system().instant();
        Optional<CertificateTrust> certified =
                Objects.requireNonNull(authorities).trust();
        if (certified.isPresent() && !trust.isEmpty()) {
            throw Failure.usage("a token is verified with --trust or with --ca, not with both");
        }
        if (certified.isPresent() && Objects.requireNonNull(trusted).isNamed()) {
            throw Failure.usage("--ca stands in the place of root and log: leave out --root, --kafka and --prefix");
        }
        Evidence evidence =
                certified.isPresent() ? Evidence.of(bytes, certified.get(), now) : Evidence.of(bytes, document(), now);
        ObjectNode json = evidence.json();
        Objects.requireNonNull(output)
                .print(
                        json,
                        out -> json.properties()
                                .forEach(member -> out.printf(
                                        "%-12s %s%n",
                                        member.getKey(),
                                        Failure.oneLine(member.getValue().asText()))));
        if (evidence.refusal().isPresent()) {
            throw new Failure(Exit.NO, evidence.refusal().get());
        }
        return Exit.YES;
    }

    private SignedTrustDocument document() throws Failure {
        TrustedLog source = Objects.requireNonNull(trusted);
        Root root = source.root();
        try {
            return trust.isEmpty()
                    ? TrustTopic.newest(source.log(), root)
                            .orElseThrow(() -> distrust("the log holds no trust document that the root signed"))
                    : walk(root);
        } catch (LogUnavailable e) {
            throw Failure.unreachable(e.getMessage() + "; or name the trust document with --trust FILE");
        }
    }

    private SignedTrustDocument walk(Root root) throws Failure {
        @Nullable SignedTrustDocument held = null;
        for (Path path : trust) {
            Bytes bytes = Bytes.of(read(path, SignedTrustDocument.MAX_BYTES));
            try {
                held = held == null ? SignedTrustDocument.openFirst(bytes, root) : held.openNext(bytes);
            } catch (Malformed | Untrusted e) {
                throw distrust(path + ": " + e.getMessage());
            }
        }
        return Objects.requireNonNull(held);
    }

    private static Failure distrust(String message) {
        return new Failure(Exit.DISTRUST, "untrusted-document: " + message);
    }

    private static byte[] read(Path path, int most) throws Failure {
        try {
            return BoundedFile.read(path, most);
        } catch (Malformed e) {
            throw new Failure(Exit.DISTRUST, "malformed: " + path + " has " + e.getMessage());
        } catch (IOException e) {
            throw Failure.usage("cannot read " + path);
        }
    }
}
