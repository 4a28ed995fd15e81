package dev.holdfast.vc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.CompactJws;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.util.Optional;

/// A credential as the payload of a JWS (VC-JOSE-COSE, section 3.1). The header has no say in which key verifies:
/// `alg` must be the key's, `jwk`, `jku`, `x5c` and `x5u` are not looked at, `crit` is refused.
public final class VcJwt {
    public static final String MEDIA_TYPE = "application/vc+jwt";
    public static final String TYPE = "vc+jwt";

    private static final String CONTENT_TYPE = "vc";

    private VcJwt() {}

    /// A compact JWS over the bytes of a credential.
    ///
    /// @param credential JSON as it is to be signed, without a proof
    /// @param keyName URL of the key, under which a verifier finds it
    /// @throws Malformed if the bytes are not such a credential
    public static String sign(byte[] credential, String keyName, Signer signer) throws Malformed {
        ObjectNode json = StrictJson.parseObject(credential, "the credential");
        VcDocument.read(json);
        requireNoEnvelope(json);
        if (!VcDocument.isUrl(keyName)) {
            throw new IllegalArgumentException("the name of the key is not an absolute URL");
        }
        byte[] header = StrictJson.write(StrictJson.object()
                .put("alg", signer.algorithm().joseName())
                .put("cty", CONTENT_TYPE)
                .put("kid", keyName)
                .put("typ", TYPE));
        Bytes input = Bytes.ofAscii(StrictJson.base64Url(header) + "." + StrictJson.base64Url(credential));
        return input.toAscii() + "." + StrictJson.base64Url(signer.sign(input.toArray()));
    }

    /// Verifies a compact JWS. Validity in time is not looked at here.
    static VerifiedVc verify(String jws, int maxBytes, IssuerKeys keys) throws CredentialRefused {
        try {
            CompactJws parts = CompactJws.split(jws, maxBytes);
            requireHeader(parts.header(), TYPE);
            ObjectNode payload = StrictJson.parseObject(parts.payload().toArray(), "the credential");
            VcDocument document = VcDocument.read(payload);
            requireNoEnvelope(payload);
            requireIssuer(parts.header(), payload, document.issuer());
            PublicKey key = key(parts.header(), document.issuer(), keys);
            verifySignature(parts, key);
            return new VerifiedVc(document, key.keyId());
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        }
    }

    /// Checks everything in a header that does not need the key.
    static void requireHeader(JsonNode header, String type) throws Malformed, CredentialRefused {
        if (header.has("crit") || header.has("b64")) {
            throw new Malformed("the JWS header has an extension that is not understood");
        }
        if (!StrictJson.text(header, "typ").equals(type)) {
            throw new CredentialRefused(Reason.OTHER_TYPE, "typ is not " + type);
        }
        if (header.has("cty") && !StrictJson.text(header, "cty").equals(CONTENT_TYPE)) {
            throw new CredentialRefused(Reason.OTHER_TYPE, "cty is not " + CONTENT_TYPE);
        }
    }

    /// The payload is the credential itself; a `vc` claim around it belongs to version 1.1, a proof in it would not
    /// be looked at.
    static void requireNoEnvelope(JsonNode payload) throws Malformed {
        if (payload.has("vc") || payload.has("vp")) {
            throw new Malformed("the credential has a claim vc or vp");
        }
        if (payload.has("proof")) {
            throw new Malformed("the credential in the JWT has a proof of its own");
        }
    }

    static void requireIssuer(JsonNode header, JsonNode payload, String issuer) throws Malformed, CredentialRefused {
        for (JsonNode place : new JsonNode[] {header, payload}) {
            if (place.has("iss") && !StrictJson.text(place, "iss").equals(issuer)) {
                throw new CredentialRefused(Reason.OTHER_ISSUER, "iss is not the issuer");
            }
        }
        Optional<String> kid = kid(header);
        if (kid.isEmpty() && issuer.startsWith("did:")) {
            throw new Malformed("kid is missing, and the issuer is a DID");
        }
        if (kid.isPresent() && !header.has("iss") && !payload.has("iss") && !VcDocument.isUrl(kid.get())) {
            throw new Malformed("kid is not an absolute URL, and iss is missing");
        }
    }

    static PublicKey key(JsonNode header, String issuer, IssuerKeys keys) throws Malformed, CredentialRefused {
        PublicKey key = keys.find(issuer, kid(header).orElse(""))
                .orElseThrow(() -> new CredentialRefused(Reason.UNKNOWN_KEY, "kid is not a known key of the issuer"));
        if (!key.algorithm().answersTo(StrictJson.text(header, "alg"))) {
            throw new CredentialRefused(Reason.OTHER_ALGORITHM, "alg is not the algorithm of the key");
        }
        return key;
    }

    static void verifySignature(CompactJws parts, PublicKey key) throws CredentialRefused {
        try {
            key.verify(parts.signingInput().toArray(), parts.signature().toArray());
        } catch (BadSignature e) {
            throw new CredentialRefused(Reason.BAD_SIGNATURE, e.getMessage(), e);
        }
    }

    private static Optional<String> kid(JsonNode header) throws Malformed {
        return header.has("kid") ? Optional.of(StrictJson.text(header, "kid")) : Optional.empty();
    }
}
