package dev.holdfast.trust;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.TrustEnvelope.RootSignature;
import dev.holdfast.trust.Untrusted.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The next trust document on its way through the hands of those who sign. Whatever it lacks yet is signatures:
/// one that could never follow what is held cannot be made. Signatures may come in any order and more than once.
/// Immutable.
public final class TrustDraft {
    private final Root pinned;
    private final Optional<SignedTrustDocument> before;
    private final TrustEnvelope envelope;
    private final TrustDocument document;

    private TrustDraft(
            Root pinned, Optional<SignedTrustDocument> before, TrustEnvelope envelope, TrustDocument document) {
        this.pinned = pinned;
        this.before = before;
        this.envelope = envelope;
        this.document = document;
    }

    /// A draft that nobody has signed.
    ///
    /// @param before the newest document there is; empty for version 1
    public static TrustDraft of(Root pinned, Optional<SignedTrustDocument> before, TrustDocument next)
            throws Malformed, Untrusted {
        return read(
                pinned,
                before,
                TrustEnvelope.unsigned(TrustDocumentCodec.write(next)).toBytes());
    }

    /// Reads a draft and refuses one that does not follow, or that bears a wrong signature.
    public static TrustDraft read(Root pinned, Optional<SignedTrustDocument> before, Bytes bytes)
            throws Malformed, Untrusted {
        TrustEnvelope envelope = TrustEnvelope.read(bytes);
        TrustDocument document = TrustDocumentCodec.read(envelope.payload().toArray());
        TrustDraft draft = new TrustDraft(pinned, before, envelope, document);
        draft.requireFollowing();
        for (Root root : draft.roots()) {
            envelope.signedBy(root);
        }
        return draft;
    }

    public Bytes toBytes() {
        return envelope.toBytes();
    }

    public TrustDocument document() {
        return document;
    }

    /// The document that this one follows.
    public Optional<SignedTrustDocument> before() {
        return before;
    }

    /// Hash of the payload: what a signer vouches for.
    public Hash hash() {
        return envelope.payload().sha256();
    }

    /// What it takes away in bulk, so that the intent has to be signed as well; empty otherwise.
    public List<String> bulk() {
        return before.map(held -> Succession.bulk(held.document(), document)).orElse(List.of());
    }

    /// Keys of the old or the new root that have signed.
    public Set<KeyId> signedBy() throws Untrusted {
        return signedBy(envelope);
    }

    /// Keys of the old root that have signed the intent.
    public Set<KeyId> intendedBy() throws Untrusted {
        return envelope.intent().isPresent() ? envelope.intent().get().signedBy(oldRoot()) : Set.of();
    }

    /// With one person's signature.
    ///
    /// @throws Untrusted if the key is in neither root
    public TrustDraft sign(Signer signer) throws Untrusted {
        requireRootKey(signer.keyId(), roots());
        return with(envelope.with(RootSignature.of(signer, SignedTrustDocument.TYPE, envelope.payload())));
    }

    /// With one person's word that what it takes away is meant.
    ///
    /// @throws Untrusted if the key is not in the old root
    public TrustDraft signIntent(Signer signer) throws Untrusted {
        requireRootKey(signer.keyId(), List.of(oldRoot()));
        TrustEnvelope intent = envelope.intent().orElseGet(() -> intent().unsigned());
        return with(envelope.withIntent(intent.with(RootSignature.of(signer, BulkIntent.TYPE, intent.payload()))));
    }

    /// With the signatures of another copy of the same draft.
    ///
    /// @throws Untrusted if it is another document
    public TrustDraft merge(TrustDraft other) throws Untrusted {
        if (!other.envelope.payload().equals(envelope.payload())) {
            throw new Untrusted(
                    Reason.FORK,
                    "that is another document: " + other.hash().toHex() + ", here it is " + hash().toHex());
        }
        TrustEnvelope all = envelope;
        for (RootSignature signature : other.envelope.signatures()) {
            all = all.with(signature);
        }
        if (other.envelope.intent().isPresent()) {
            TrustEnvelope theirs = other.envelope.intent().get();
            TrustEnvelope intent = envelope.intent().orElseGet(() -> intent().unsigned());
            for (RootSignature signature : theirs.signatures()) {
                intent = intent.with(signature);
            }
            all = all.withIntent(intent);
        }
        return with(all);
    }

    /// What is still needed, for people; empty when it is complete.
    public List<String> missing() throws Untrusted {
        List<String> missing = new ArrayList<>();
        String old = before.isPresent() ? "the root of version " + (document.version() - 1) : "the pinned root";
        miss(missing, envelope.signedBy(oldRoot()).size(), oldRoot(), "signatures of " + old);
        if (!document.root().equals(oldRoot())) {
            miss(missing, envelope.signedBy(document.root()).size(), document.root(), "signatures of the new root");
        }
        if (!bulk().isEmpty()) {
            miss(missing, intendedBy().size(), oldRoot(), "signatures of the intent");
        }
        return missing;
    }

    /// The document, once nothing is missing.
    public SignedTrustDocument complete() throws Malformed, Untrusted {
        return SignedTrustDocument.open(before, pinned, toBytes());
    }

    private static void miss(List<String> missing, int signed, Root root, String what) {
        if (signed < root.threshold()) {
            missing.add(signed + " of " + root.threshold() + " " + what);
        }
    }

    private void requireFollowing() throws Untrusted {
        if (before.isPresent()) {
            Succession.require(before.get(), document);
        } else if (document.version() != 1 || !document.deployment().equals(pinned.deployment())) {
            throw new Untrusted(Reason.GAP, "it is not version 1 of deployment " + pinned.deployment());
        }
        if (envelope.intent().isPresent()) {
            intent().requireIn(envelope.intent().get());
        }
    }

    private BulkIntent intent() {
        return new BulkIntent(document.deployment(), document.version(), hash());
    }

    private Root oldRoot() {
        return before.map(held -> held.document().root()).orElse(pinned);
    }

    private List<Root> roots() {
        return List.of(oldRoot(), document.root());
    }

    private Set<KeyId> signedBy(TrustEnvelope signed) throws Untrusted {
        Set<KeyId> keys = new LinkedHashSet<>();
        for (Root root : roots()) {
            keys.addAll(signed.signedBy(root));
        }
        return keys;
    }

    private static void requireRootKey(KeyId key, List<Root> roots) throws Untrusted {
        if (roots.stream().noneMatch(root -> root.keys().containsKey(key))) {
            throw new Untrusted(Reason.BAD_SIGNATURE, "the key " + key + " is none of the root's");
        }
    }

    private TrustDraft with(TrustEnvelope next) {
        return new TrustDraft(pinned, before, next, document);
    }
}
