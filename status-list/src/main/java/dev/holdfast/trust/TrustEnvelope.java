package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Untrusted.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A trust document's payload with the signatures that it has so far: a JWS in general JSON serialisation (RFC
/// 7515, section 7.2.1). Beside it, under `intent` and signed on its own, may stand a [BulkIntent]. Nothing of it
/// is judged.
///
/// @param signatures at most 64
record TrustEnvelope(Bytes payload, List<RootSignature> signatures, Optional<TrustEnvelope> intent) {
    private static final int MAX_SIGNATURES = 64;
    private static final Set<String> MEMBERS = Set.of("payload", "signatures", "intent");

    TrustEnvelope {
        signatures = List.copyOf(signatures);
    }

    static TrustEnvelope unsigned(byte[] payload) {
        return new TrustEnvelope(Bytes.of(payload), List.of(), Optional.empty());
    }

    /// One signature, as it stands on the wire.
    record RootSignature(String protectedPart, JwsHeader header, Bytes value) {
        static RootSignature of(Signer signer, String type, Bytes payload) {
            signer.requireOfRules();
            Bytes input = JwsHeader.of(type, signer).signingInput(payload.toArray());
            String text = input.toAscii();
            return new RootSignature(
                    text.substring(0, text.indexOf('.')),
                    JwsHeader.of(type, signer),
                    Bytes.of(signer.sign(input.toArray())));
        }

        static RootSignature read(JsonNode node, String type) throws Malformed {
            StrictJson.onlyMembers(node, Set.of("protected", "signature"), "a root signature");
            String protectedPart = StrictJson.text(node, "protected");
            JwsHeader header = JwsHeader.read(StrictJson.base64Url(protectedPart, "protected"));
            header.requireType(type);
            return new RootSignature(
                    protectedPart,
                    header,
                    Bytes.of(StrictJson.base64Url(StrictJson.text(node, "signature"), "signature")));
        }

        void verify(PublicKey key, Bytes payload) throws Untrusted {
            if (key.algorithm() != header.algorithm()) {
                throw new Untrusted(Reason.BAD_SIGNATURE, "a root signature names another algorithm than its key");
            }
            Bytes input = Bytes.ofAscii(protectedPart + "." + StrictJson.base64Url(payload.toArray()));
            try {
                key.verify(input.toArray(), value.toArray());
            } catch (BadSignature e) {
                throw new Untrusted(Reason.BAD_SIGNATURE, "a root signature does not verify");
            }
        }
    }

    static TrustEnvelope read(Bytes bytes) throws Malformed {
        if (bytes.length() > SignedTrustDocument.MAX_BYTES) {
            throw new Malformed("the trust document is longer than " + SignedTrustDocument.MAX_BYTES + " bytes");
        }
        ObjectNode json = StrictJson.parseObject(bytes.toArray(), "the signed trust document");
        StrictJson.onlyMembers(json, MEMBERS, "the signed trust document");
        Optional<TrustEnvelope> intent = Optional.empty();
        if (json.has("intent")) {
            JsonNode node = StrictJson.child(json, "intent");
            StrictJson.onlyMembers(node, Set.of("payload", "signatures"), "the intent");
            intent = Optional.of(read(node, BulkIntent.TYPE, Optional.empty()));
        }
        return read(json, SignedTrustDocument.TYPE, intent);
    }

    private static TrustEnvelope read(JsonNode json, String type, Optional<TrustEnvelope> intent) throws Malformed {
        List<RootSignature> signatures = new ArrayList<>();
        for (JsonNode node : StrictJson.elements(json, "signatures", MAX_SIGNATURES)) {
            signatures.add(RootSignature.read(node, type));
        }
        return new TrustEnvelope(
                Bytes.of(StrictJson.base64Url(StrictJson.text(json, "payload"), "payload")), signatures, intent);
    }

    Bytes toBytes() {
        return Bytes.of(StrictJson.write(toJson()));
    }

    private ObjectNode toJson() {
        ObjectNode json = StrictJson.object().put("payload", StrictJson.base64Url(payload.toArray()));
        ArrayNode array = json.putArray("signatures");
        for (RootSignature signature : signatures) {
            array.addObject()
                    .put("protected", signature.protectedPart())
                    .put("signature", StrictJson.base64Url(signature.value().toArray()));
        }
        intent.ifPresent(envelope -> json.set("intent", envelope.toJson()));
        return json;
    }

    /// With one more signature; a key that has signed is not listed twice.
    TrustEnvelope with(RootSignature signature) {
        List<RootSignature> all = new ArrayList<>(signatures);
        all.removeIf(held -> held.header().keyId().equals(signature.header().keyId()));
        all.add(signature);
        all.sort(Comparator.comparing(held -> held.header().keyId().value()));
        return new TrustEnvelope(payload, all, intent);
    }

    TrustEnvelope withIntent(TrustEnvelope next) {
        return new TrustEnvelope(payload, signatures, Optional.of(next));
    }

    /// The keys of `root` whose signatures verify; each counts once. A signature by another key is ignored, a
    /// wrong one by a key of the root is not.
    Set<KeyId> signedBy(Root root) throws Untrusted {
        Set<KeyId> signed = new HashSet<>();
        for (RootSignature signature : signatures) {
            PublicKey key = root.keys().get(signature.header().keyId());
            if (key != null) {
                signature.verify(key, payload);
                signed.add(key.keyId());
            }
        }
        return signed;
    }

    void requireThreshold(Root root, Reason otherwise) throws Untrusted {
        int signed = signedBy(root).size();
        if (signed < root.threshold()) {
            throw new Untrusted(otherwise, signed + " of " + root.threshold() + " root signatures");
        }
    }
}
