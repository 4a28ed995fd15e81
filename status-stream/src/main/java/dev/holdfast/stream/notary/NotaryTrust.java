package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Region;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.Untrusted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trust documents that a notary signs under, walked from the pinned root. Read on when a draft names one
/// that is not here yet. For one thread.
final class NotaryTrust {
    private static final Logger LOG = LoggerFactory.getLogger(NotaryTrust.class);

    private final Root root;
    private final Supplier<List<Bytes>> more;
    private final List<SignedTrustDocument> chain = new ArrayList<>();

    /// @param more gives what has come to `trust` since it was last asked, in its order
    NotaryTrust(Root root, Supplier<List<Bytes>> more) {
        this.root = root;
        this.more = more;
    }

    /// Reads on.
    ///
    /// @return whether there is a newer document than before
    boolean refresh() {
        int before = chain.size();
        for (Bytes document : more.get()) {
            take(document);
        }
        return chain.size() > before;
    }

    private void take(Bytes document) {
        if (!chain.isEmpty() && chain.getLast().holds(document)) {
            return;
        }
        try {
            Optional<SignedTrustDocument> held = chain.isEmpty() ? Optional.empty() : Optional.of(chain.getLast());
            SignedTrustDocument next = SignedTrustDocument.open(held, root, document);
            chain.add(next);
            LOG.info("trust document {} is known", next.document().version());
        } catch (Malformed e) {
            LOG.warn("a trust document is passed over: {}", e.getMessage());
        } catch (Untrusted e) {
            LOG.warn("a trust document is passed over ({}): {}", e.reason().wireName(), e.getMessage());
        }
    }

    /// The document of a version that a partition has adopted.
    ///
    /// @throws KafkaException if it is not in `trust` yet: whoever published it has to finish that
    TrustDocument version(int version) {
        if (version > chain.size()) {
            refresh();
        }
        if (version < 1 || version > chain.size()) {
            throw new KafkaException("trust document " + version
                    + " is adopted but not in the trust topic: finish ./holdfast trust publish");
        }
        return chain.get(version - 1).document();
    }

    /// The epoch of a region by the newest document; 0 if there is none, or it does not name the region.
    int epoch(Region region) {
        return chain.isEmpty()
                ? 0
                : chain.getLast()
                        .document()
                        .publisher(region)
                        .map(Publisher::epoch)
                        .orElse(0);
    }

    /// Whether a key was declared compromised in any document up to now.
    boolean isCompromised(SignedHeader signed) {
        return !chain.isEmpty() && chain.getLast().document().isCompromised(signed.keyId());
    }

    /// Succeeds if a publisher signed the header with a key that the document named in it lists.
    void verify(SignedHeader signed, Header header) throws BadSignature {
        if (header.trustVersion() < 1 || header.trustVersion() > chain.size()) {
            throw new BadSignature("it names trust version " + header.trustVersion() + ", which nobody has");
        }
        PublicKey key =
                version(header.trustVersion()).publisher(header.region()).map(Publisher::checkpointKeys).stream()
                        .flatMap(List::stream)
                        .filter(listed -> listed.keyId().equals(signed.keyId()))
                        .findFirst()
                        .orElseThrow(() -> new BadSignature("no publisher has the key " + signed.keyId()));
        signed.verify(key);
    }
}
