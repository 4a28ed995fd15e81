package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.event.Region;
import dev.holdfast.layout.Malformed;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.TrustDraft;
import dev.holdfast.trust.Untrusted;
import dev.holdfast.trust.edit.BadEdit;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What every edit shares: it changes the draft, or begins one from the newest document. A draft that bears
/// signatures is left alone, because an edit would void them.
public final class Editing {
    @Mixin
    private @Nullable TrustFolder folder;

    @Option(names = "--days", paramLabel = "N", description = "how long a new draft will be good (default: 30)")
    private @Nullable Integer days;

    @Mixin
    private @Nullable Output output;

    /// An edit of a document.
    @FunctionalInterface
    interface Edit {
        TrustDocument of(TrustDocument document) throws BadEdit, Failure;
    }

    TrustFolder folder() {
        return Objects.requireNonNull(folder);
    }

    Duration validity() throws Failure {
        if (days == null) {
            return TrustEdit.VALIDITY;
        }
        if (days < 1 || days > 3660) {
            throw Failure.usage("--days is outside 1…3660");
        }
        return Duration.ofDays(days);
    }

    int apply(Edit edit) throws Failure {
        return folder().alone(() -> applyAlone(edit));
    }

    private int applyAlone(Edit edit) throws Failure {
        List<SignedTrustDocument> chain = folder().chain();
        try {
            return keep(TrustFolder.newest(chain), edit.of(base(chain)));
        } catch (BadEdit e) {
            throw Failure.usage(e.getMessage());
        }
    }

    /// The epoch that a region begins with: above every one it had, the first for one that is new.
    int nextEpoch(Region region) throws Failure {
        return TrustFolder.newest(folder().chain())
                        .map(held -> held.highestEpoch(region))
                        .orElse(0)
                + 1;
    }

    int keep(Optional<SignedTrustDocument> before, TrustDocument document) throws Failure {
        try {
            TrustDraft draft = TrustDraft.of(folder().root(), before, document);
            Path file = folder().keep(draft);
            DraftView view = DraftView.of(draft, file);
            Objects.requireNonNull(output).print(view.toJson(), view::print);
            return Exit.YES;
        } catch (Malformed | Untrusted e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private TrustDocument base(List<SignedTrustDocument> chain) throws Failure {
        Optional<TrustDraft> draft = folder().draft();
        if (draft.isEmpty()) {
            if (chain.isEmpty()) {
                throw Failure.usage("there is no document to edit; begin with ./holdfast trust init");
            }
            return TrustEdit.next(chain.getLast(), InstantSource.system().instant(), validity());
        }
        if (days != null) {
            throw Failure.usage("--days is for a new draft, and " + folder().draftFile()
                    + " is there: drop it with ./holdfast trust discard");
        }
        try {
            if (draft.get().signedBy().isEmpty() && draft.get().intendedBy().isEmpty()) {
                return draft.get().document();
            }
        } catch (Untrusted e) {
            throw new Failure(Exit.DISTRUST, folder().draftFile() + ": " + e.getMessage());
        }
        throw Failure.usage(folder().draftFile()
                + " bears signatures, which an edit would void: complete it, or drop it with ./holdfast trust discard");
    }
}
