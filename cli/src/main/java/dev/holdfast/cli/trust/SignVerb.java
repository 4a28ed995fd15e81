package dev.holdfast.cli.trust;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.TrustDraft;
import dev.holdfast.trust.Untrusted;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast trust sign`.
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what the draft changes, and adds your signature if you repeat the beginning of its hash.",
            "Without --hash or --yes it only shows, and ends with 1."
        })
final class SignVerb implements Callable<Integer> {
    private static final int SHORTEST = 8;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = "your private root key: a JWK, PEM or PKCS#12 file, or a pkcs11: key")
    private @Nullable String key;

    @Option(
            names = "--hash",
            paramLabel = "PREFIX",
            description = "at least 8 digits of the hash of the document that you mean")
    private @Nullable String hash;

    @Option(names = "--yes", description = "signs whatever the draft says")
    private boolean yes;

    @Option(
            names = "--intent",
            description = "signs that what the document takes away in bulk is meant, and not the document itself")
    private boolean intent;

    @Mixin
    private @Nullable TrustFolder folder;

    @Mixin
    private @Nullable Output output;

    @Override
    public Integer call() throws Failure {
        TrustFolder documents = Objects.requireNonNull(folder);
        Signer signer = KeyFiles.signer(Objects.requireNonNull(key));
        return documents.alone(() -> show(documents, signer));
    }

    private int show(TrustFolder documents, Signer signer) throws Failure {
        TrustDraft draft = documents.requireDraft();
        if (intent && draft.bulk().isEmpty()) {
            throw Failure.usage("the draft takes nothing away in bulk; sign it without --intent");
        }
        boolean meant = isMeant(draft);
        TrustDraft kept = meant ? signed(draft, signer) : draft;
        DraftView view = DraftView.of(kept, meant ? documents.keep(kept) : documents.draftFile());
        ObjectNode json = view.toJson().put("signed", meant);
        Objects.requireNonNull(output).print(json, out -> {
            view.print(out);
            out.println(
                    meant
                            ? "signed    " + signer.keyId()
                            : "not signed: if this is what you mean, repeat with --hash "
                                    + draft.hash().toHex().substring(0, SHORTEST));
        });
        return meant ? Exit.YES : Exit.NO;
    }

    private boolean isMeant(TrustDraft draft) throws Failure {
        if (hash == null) {
            return yes;
        }
        String prefix = hash.toLowerCase(Locale.ROOT);
        if (prefix.length() < SHORTEST || !draft.hash().toHex().startsWith(prefix)) {
            throw new Failure(
                    Exit.DISTRUST,
                    "the draft is not the document that you mean: its hash is "
                            + draft.hash().toHex());
        }
        return true;
    }

    private TrustDraft signed(TrustDraft draft, Signer signer) throws Failure {
        try {
            return intent ? draft.signIntent(signer) : draft.sign(signer);
        } catch (Untrusted e) {
            throw Failure.usage(e.getMessage());
        }
    }
}
