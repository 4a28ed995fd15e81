package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A trust document that is signed by enough of the root's keys, and the only type the rest of Holdfast takes one
/// from. On the wire it is a JWS in general JSON serialisation (RFC 7515, section 7.2.1), `typ` [#TYPE].
public final class SignedTrustDocument {
    public static final String TYPE = "holdfast-trust+json";

    /// The longest signed document, in bytes.
    public static final int MAX_BYTES = 900 << 10;

    private static final int MAX_SIGNATURES = 64;

    private final Bytes bytes;
    private final Bytes payload;
    private final TrustDocument document;

    private SignedTrustDocument(Bytes bytes, Bytes payload, TrustDocument document) {
        this.bytes = bytes;
        this.payload = payload;
        this.document = document;
    }

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

    /// The event that makes a partition adopt this document.
    public TrustAdopted toEvent() {
        return new TrustAdopted(bytes, payload);
    }

    /// Signs a document with root keys; the result still has to be opened by a reader.
    public static Bytes sign(TrustDocument document, List<Signer> rootSigners) {
        byte[] payload = TrustDocumentCodec.write(document);
        ObjectNode json = StrictJson.object().put("payload", StrictJson.base64Url(payload));
        ArrayNode signatures = json.putArray("signatures");
        for (Signer signer : rootSigners) {
            Bytes input = JwsHeader.of(TYPE, signer).signingInput(payload);
            String text = input.toAscii();
            signatures
                    .addObject()
                    .put("protected", text.substring(0, text.indexOf('.')))
                    .put("signature", StrictJson.base64Url(signer.sign(input.toArray())));
        }
        return Bytes.of(StrictJson.write(json));
    }

    /// The event that carries `bytes`, unjudged: its payload is taken out so that the chain can commit to it.
    public static TrustAdopted event(Bytes bytes) throws Malformed {
        return new TrustAdopted(bytes, Parts.read(bytes).payload());
    }

    /// The rules version that a document signed by `root` asks for, also if the rest of it cannot be read by this
    /// program. Empty if it is not signed by it.
    public static OptionalInt rulesAskedFor(Bytes bytes, Root root) {
        try {
            Parts parts = Parts.read(bytes);
            parts.requireThreshold(root);
            ObjectNode payload = StrictJson.parseObject(parts.payload().toArray(), "the trust document");
            return OptionalInt.of(StrictJson.integer(payload, "rules", 1, 255));
        } catch (Malformed | Untrusted e) {
            return OptionalInt.empty();
        }
    }

    /// Opens version 1 under a pinned root.
    public static SignedTrustDocument openFirst(Bytes bytes, Root pinned) throws Malformed, Untrusted {
        Parts parts = Parts.read(bytes);
        TrustDocument document = TrustDocumentCodec.read(parts.payload().toArray());
        if (document.version() != 1) {
            throw new Untrusted("version " + document.version() + " cannot be the first");
        }
        requireDeployment(document, pinned);
        parts.requireThreshold(pinned);
        parts.requireThreshold(document.root());
        return new SignedTrustDocument(bytes, parts.payload(), document);
    }

    /// Opens the version that follows this one, under the old and the new root.
    public SignedTrustDocument openNext(Bytes next) throws Malformed, Untrusted {
        Parts parts = Parts.read(next);
        TrustDocument following = TrustDocumentCodec.read(parts.payload().toArray());
        if (following.version() != document.version() + 1) {
            throw new Untrusted("version " + following.version() + " does not follow " + document.version());
        }
        if (!following.previous().equals(Optional.of(hash()))) {
            throw new Untrusted("version " + following.version() + " does not name the document before it");
        }
        if (following.partitions() != document.partitions()) {
            throw new Untrusted("the number of partitions is fixed");
        }
        requireDeployment(following, document.root());
        parts.requireThreshold(document.root());
        parts.requireThreshold(following.root());
        return new SignedTrustDocument(next, parts.payload(), following);
    }

    private static void requireDeployment(TrustDocument document, Root root) throws Untrusted {
        if (!document.deployment().equals(root.deployment())) {
            throw new Untrusted("the document is for deployment " + document.deployment());
        }
    }

    @Override
    public String toString() {
        return "SignedTrustDocument[" + document.deployment() + " version " + document.version() + "]";
    }

    private record Parts(Bytes payload, List<JsonNode> signatures) {
        static Parts read(Bytes bytes) throws Malformed {
            if (bytes.length() > MAX_BYTES) {
                throw new Malformed("the trust document is longer than " + MAX_BYTES + " bytes");
            }
            ObjectNode json = StrictJson.parseObject(bytes.toArray(), "the signed trust document");
            StrictJson.onlyMembers(json, Set.of("payload", "signatures"), "the signed trust document");
            return new Parts(
                    Bytes.of(StrictJson.base64Url(StrictJson.text(json, "payload"), "payload")),
                    StrictJson.elements(json, "signatures", MAX_SIGNATURES));
        }

        /// Counts distinct keys of `root` whose signatures verify. A signature by another key is ignored, a wrong
        /// one by a key of the root is not.
        void requireThreshold(Root root) throws Malformed, Untrusted {
            Set<KeyId> signed = new HashSet<>();
            for (JsonNode node : signatures) {
                String protectedPart = StrictJson.text(node, "protected");
                JwsHeader header = JwsHeader.read(StrictJson.base64Url(protectedPart, "protected"));
                header.requireType(TYPE);
                PublicKey key = root.keys().get(header.keyId());
                if (key == null) {
                    continue;
                }
                if (key.algorithm() != header.algorithm()) {
                    throw new Untrusted("a root signature names another algorithm than its key");
                }
                Bytes input = Bytes.ofAscii(protectedPart + "." + StrictJson.base64Url(payload.toArray()));
                try {
                    key.verify(input.toArray(), StrictJson.base64Url(StrictJson.text(node, "signature"), "signature"));
                } catch (BadSignature e) {
                    throw new Untrusted("a root signature does not verify");
                }
                signed.add(header.keyId());
            }
            if (signed.size() < root.threshold()) {
                throw new Untrusted(signed.size() + " of " + root.threshold() + " root signatures");
            }
        }
    }
}
