package dev.holdfast.vc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.CompactJws;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Timestamps;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// A credential as the payload of a JWS (VC-JOSE-COSE, section 3.1).
public final class VcJwt {
    public static final String MEDIA_TYPE = "application/vc+jwt";
    public static final String TYPE = "vc+jwt";

    private static final String CONTENT_TYPE = "vc";

    private VcJwt() {}

    /// A compact JWS over the bytes of a credential. Its header carries the chain of a [CertifiedSigner] in
    /// `x5c`.
    ///
    /// @param credential JSON as it is to be signed, without a proof
    /// @param keyName URL of the key, under which a verifier finds it
    /// @throws Malformed if the bytes are not such a credential
    public static String sign(byte[] credential, String keyName, Signer signer) throws Malformed {
        ObjectNode json = StrictJson.parseObject(credential, "the credential");
        VcDocument.read(json);
        requireNoEnvelope(json);
        if (!Urls.isAbsolute(keyName)) {
            throw new IllegalArgumentException("the name of the key is not an absolute URL");
        }
        ObjectNode header = StrictJson.object()
                .put("alg", signer.algorithm().joseName())
                .put("cty", CONTENT_TYPE)
                .put("kid", keyName)
                .put("typ", TYPE);
        CertifiedSigner.chainOf(signer).ifPresent(chain -> header.set("x5c", chain.toX5c()));
        Bytes input =
                Bytes.ofAscii(StrictJson.base64Url(StrictJson.write(header)) + "." + StrictJson.base64Url(credential));
        return input.toAscii() + "." + StrictJson.base64Url(signer.sign(input.toArray()));
    }

    /// Verifies a compact JWS. Validity in time is not looked at here.
    static VerifiedVc verify(String jws, int maxBytes, IssuerKeys keys) throws CredentialRefused {
        try {
            CompactJws parts = CompactJws.split(jws, maxBytes);
            requireHeader(parts.header(), TYPE);
            ObjectNode payload = parts.payload("the credential");
            return verify(parts, payload, keys);
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        }
    }

    /// @param credential what the JWS signs, with all that was disclosed
    static VerifiedVc verify(CompactJws jws, ObjectNode credential, IssuerKeys keys)
            throws Malformed, CredentialRefused {
        VcDocument document = VcDocument.read(credential);
        requireNoEnvelope(credential);
        requireIssuer(jws.header(), credential, document.issuer());
        KeyId key = IssuerSignature.verify(jws, document.issuer(), keys).keyId();
        return new VerifiedVc(
                document,
                key,
                Stream.of(document.validFrom(), Timestamps.numericDate(credential, "nbf"))
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder()),
                Stream.of(document.validUntil(), Timestamps.numericDate(credential, "exp"))
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder()));
    }

    static void requireHeader(JsonNode header, String type) throws Malformed, CredentialRefused {
        IssuerSignature.requireType(header, type);
        if (header.has("cty") && !StrictJson.text(header, "cty").equals(CONTENT_TYPE)) {
            throw new CredentialRefused(Reason.OTHER_TYPE, "cty is not " + CONTENT_TYPE);
        }
    }

    /// The payload is the credential itself; a `vc` claim around it belongs to version 1.1, a proof in it would
    /// not be looked at.
    private static void requireNoEnvelope(JsonNode payload) throws Malformed {
        if (payload.has("vc") || payload.has("vp")) {
            throw new Malformed("the credential has a claim vc or vp");
        }
        if (payload.has("proof")) {
            throw new Malformed("the credential in the JWT has a proof of its own");
        }
    }

    private static void requireIssuer(JsonNode header, JsonNode payload, String issuer)
            throws Malformed, CredentialRefused {
        for (JsonNode place : new JsonNode[] {header, payload}) {
            if (place.has("iss") && !StrictJson.text(place, "iss").equals(issuer)) {
                throw new CredentialRefused(Reason.OTHER_ISSUER, "iss is not the issuer");
            }
        }
        Optional<String> kid = IssuerSignature.keyName(header);
        if (kid.isEmpty() && issuer.startsWith("did:")) {
            throw new Malformed("kid is missing, and the issuer is a DID");
        }
        if (kid.isPresent() && !header.has("iss") && !payload.has("iss") && !Urls.isAbsolute(kid.get())) {
            throw new Malformed("kid is not an absolute URL, and iss is missing");
        }
    }
}
