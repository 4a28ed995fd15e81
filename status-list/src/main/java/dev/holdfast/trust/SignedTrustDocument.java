package dev.holdfast.trust;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Region;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.TrustEnvelope.RootSignature;
import dev.holdfast.trust.Untrusted.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A trust document that is signed by enough of the root's keys and follows from version 1, and the only type the
/// rest of Holdfast takes one from. It remembers by hash what it follows from, so that a fork shows, and the
/// highest epoch of each region, so that none comes back. On the wire it is a JWS in general JSON serialisation
/// (RFC 7515, section 7.2.1), `typ` [#TYPE].
public final class SignedTrustDocument {
    public static final String TYPE = "holdfast-trust+json";

    /// The longest signed document, in bytes.
    public static final int MAX_BYTES = 900 << 10;

    private final Bytes bytes;
    private final Bytes payload;
    private final TrustDocument document;
    private final List<Link> links;
    private final Map<Region, Integer> highestEpochs;

    private SignedTrustDocument(
            Bytes bytes, Bytes payload, TrustDocument document, List<Link> links, Map<Region, Integer> earlierEpochs) {
        this.bytes = bytes;
        this.payload = payload;
        this.document = document;
        this.links = List.copyOf(links);
        Map<Region, Integer> highest = new HashMap<>(earlierEpochs);
        document.publishers().forEach(publisher -> highest.merge(publisher.region(), publisher.epoch(), Math::max));
        this.highestEpochs = Map.copyOf(highest);
    }

    /// One version on the way here.
    ///
    /// @param hash of its payload
    /// @param signer root of the document before it, or the pinned one
    private record Link(Hash hash, Root signer) {}

    public TrustDocument document() {
        return document;
    }

    /// The signed form.
    public Bytes bytes() {
        return bytes;
    }

    /// Hash of the payload: what the next version names as its previous.
    public Hash hash() {
        return payload.sha256();
    }

    /// The highest epoch that this document or one before it named for a region, 0 if none did. A region that was
    /// removed has to come back in a higher one.
    public int highestEpoch(Region region) {
        return highestEpochs.getOrDefault(region, 0);
    }

    /// The event that makes a partition adopt this document.
    public TrustAdopted toEvent() {
        return new TrustAdopted(bytes, payload);
    }

    /// Signs a document with root keys; the result still has to be opened by a reader.
    public static Bytes sign(TrustDocument document, List<Signer> rootSigners) {
        Bytes payload = Bytes.of(TrustDocumentCodec.write(document));
        List<RootSignature> signatures = rootSigners.stream()
                .map(signer -> RootSignature.of(signer, TYPE, payload))
                .toList();
        return new TrustEnvelope(payload, signatures, Optional.empty()).toBytes();
    }

    /// The event that carries `bytes`, unjudged: its payload is taken out so that the chain can commit to it.
    public static TrustAdopted event(Bytes bytes) throws Malformed {
        return new TrustAdopted(bytes, TrustEnvelope.read(bytes).payload());
    }

    /// The rules version that a document signed by `root` asks for, also if the rest of it cannot be read by this
    /// program. Empty if it is not signed by it.
    public static OptionalInt rulesAskedFor(Bytes bytes, Root root) {
        try {
            TrustEnvelope envelope = TrustEnvelope.read(bytes);
            envelope.requireThreshold(root, Reason.TOO_FEW_OLD);
            ObjectNode payload = StrictJson.parseObject(envelope.payload().toArray(), "the trust document");
            return OptionalInt.of(StrictJson.integer(payload, "rules", 1, 255));
        } catch (Malformed | Untrusted e) {
            return OptionalInt.empty();
        }
    }

    /// Opens what may come next for a reader that holds `held`, or nothing yet.
    public static SignedTrustDocument open(Optional<SignedTrustDocument> held, Root pinned, Bytes next)
            throws Malformed, Untrusted {
        return held.isPresent() ? held.get().openNext(next) : openFirst(next, pinned);
    }

    /// Opens version 1 under a pinned root.
    public static SignedTrustDocument openFirst(Bytes bytes, Root pinned) throws Malformed, Untrusted {
        TrustEnvelope envelope = TrustEnvelope.read(bytes);
        TrustDocument document = TrustDocumentCodec.read(envelope.payload().toArray());
        if (document.version() != 1) {
            throw new Untrusted(Reason.GAP, "version " + document.version() + " cannot be the first");
        }
        if (!document.deployment().equals(pinned.deployment())) {
            throw new Untrusted(Reason.WRONG_DEPLOYMENT, "the document is for deployment " + document.deployment());
        }
        envelope.requireThreshold(pinned, Reason.TOO_FEW_OLD);
        envelope.requireThreshold(document.root(), Reason.TOO_FEW_NEW);
        return new SignedTrustDocument(
                bytes,
                envelope.payload(),
                document,
                List.of(new Link(envelope.payload().sha256(), pinned)),
                Map.of());
    }

    /// Opens the version that follows this one, under the old and the new root.
    public SignedTrustDocument openNext(Bytes next) throws Malformed, Untrusted {
        TrustEnvelope envelope = TrustEnvelope.read(next);
        TrustDocument following = TrustDocumentCodec.read(envelope.payload().toArray());
        requireNoFork(envelope, following);
        Succession.require(this, following);
        envelope.requireThreshold(document.root(), Reason.TOO_FEW_OLD);
        envelope.requireThreshold(following.root(), Reason.TOO_FEW_NEW);
        requireIntent(envelope, following);
        List<Link> longer = new ArrayList<>(links);
        longer.add(new Link(envelope.payload().sha256(), document.root()));
        return new SignedTrustDocument(next, envelope.payload(), following, longer, highestEpochs);
    }

    /// Whether `bytes` carry this document's payload or one that it follows from: nothing new.
    public boolean holds(Bytes signed) {
        try {
            Hash hash = TrustEnvelope.read(signed).payload().sha256();
            return links.stream().anyMatch(link -> link.hash().equals(hash));
        } catch (Malformed e) {
            return false;
        }
    }

    /// A version that is held, with other content, signed by those who may sign it: the root has contradicted
    /// itself, or was stolen.
    private void requireNoFork(TrustEnvelope envelope, TrustDocument other) throws Untrusted {
        if (other.version() > links.size()) {
            return;
        }
        Link link = links.get(other.version() - 1);
        Hash hash = envelope.payload().sha256();
        Optional<Hash> before = other.version() == 1
                ? Optional.empty()
                : Optional.of(links.get(other.version() - 2).hash());
        if (link.hash().equals(hash) || !other.previous().equals(before)) {
            return;
        }
        try {
            envelope.requireThreshold(link.signer(), Reason.TOO_FEW_OLD);
            envelope.requireThreshold(other.root(), Reason.TOO_FEW_NEW);
        } catch (Untrusted e) {
            return;
        }
        throw new Untrusted(
                Reason.FORK,
                "version " + other.version() + " is signed twice: held is "
                        + link.hash().toHex() + ", the other is " + hash.toHex());
    }

    private void requireIntent(TrustEnvelope envelope, TrustDocument following) throws Untrusted {
        BulkIntent wanted = new BulkIntent(
                following.deployment(), following.version(), envelope.payload().sha256());
        List<String> bulk = Succession.bulk(document, following);
        if (bulk.isEmpty()) {
            return;
        }
        TrustEnvelope intent = envelope.intent()
                .orElseThrow(() -> new Untrusted(
                        Reason.NO_INTENT, "it takes away " + String.join(", ", bulk) + " without a signed intent"));
        wanted.requireIn(intent);
        intent.requireThreshold(document.root(), Reason.WRONG_INTENT);
    }

    @Override
    public String toString() {
        return "SignedTrustDocument[" + document.deployment() + " version " + document.version() + "]";
    }
}
