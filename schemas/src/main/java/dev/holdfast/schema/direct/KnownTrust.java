package dev.holdfast.schema.direct;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Vouched;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.Untrusted;
import java.util.ArrayList;
import java.util.List;

/// The trust documents from the one a writer was started with on, each following from the one before it. For one
/// thread.
final class KnownTrust {
    private final List<SignedTrustDocument> chain = new ArrayList<>();

    KnownTrust(SignedTrustDocument first) {
        chain.add(first);
    }

    TrustDocument newest() {
        return chain.getLast().document();
    }

    /// Takes what comes by in `trust`. What does not follow from the newest document changes nothing: it is an older
    /// one, or nobody's.
    void take(Bytes document) {
        if (chain.getLast().holds(document)) {
            return;
        }
        try {
            chain.add(chain.getLast().openNext(document));
        } catch (Malformed | Untrusted e) {
            // Edges and the notary say so where it is a forgery; a writer has nobody to tell.
        }
    }

    /// Whether a publisher signed a header, by the document that it names, and the root has not taken it back since.
    /// A header under a document older than all of these is judged by the oldest one; one under a document that has
    /// not come by yet is not vouched for.
    boolean vouches(SignedHeader signed, Header header) {
        int place =
                Math.max(0, header.trustVersion() - chain.getFirst().document().version());
        if (place >= chain.size() || newest().voiding(header, signed.keyId()).isPresent()) {
            return false;
        }
        try {
            Vouched.open(signed, header.partition(), chain.get(place));
            return true;
        } catch (NotVouched e) {
            return false;
        }
    }
}
