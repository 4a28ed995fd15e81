package dev.holdfast.vc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.CompactJws;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sdjwt.SdJwt;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.util.Optional;
import java.util.Set;

/// What all credentials in a JWS have in common (RFC 7515, RFC 8725). The header has no say in which key verifies:
/// `alg` must be the key's, `jwk`, `jku`, `x5c` and `x5u` are not looked at, `crit` is refused.
public final class IssuerSignature {
    private IssuerSignature() {}

    /// Refuses a JWS made for another purpose (RFC 8725, section 3.11).
    ///
    /// @param type `typ`, exactly
    public static void requireType(JsonNode header, String type) throws Malformed, CredentialRefused {
        if (header.has("crit") || header.has("b64")) {
            throw new Malformed("the JWS header has an extension that is not understood");
        }
        if (!StrictJson.text(header, "typ").equals(type)) {
            throw new CredentialRefused(Reason.OTHER_TYPE, "typ is not " + type);
        }
    }

    /// `kid` as the header states it.
    public static Optional<String> keyName(JsonNode header) throws Malformed {
        return header.has("kid") ? Optional.of(StrictJson.text(header, "kid")) : Optional.empty();
    }

    /// Verifies a JWS under the key that its issuer has by the name in its header.
    ///
    /// @return that key
    public static PublicKey verify(CompactJws jws, String issuer, IssuerKeys keys) throws Malformed, CredentialRefused {
        PublicKey key = keys.find(issuer, keyName(jws.header()).orElse(""))
                .orElseThrow(() -> new CredentialRefused(Reason.UNKNOWN_KEY, "kid is not a known key of the issuer"));
        if (!key.algorithm().answersTo(StrictJson.text(jws.header(), "alg"))) {
            throw new CredentialRefused(Reason.OTHER_ALGORITHM, "alg is not the algorithm of the key");
        }
        try {
            jws.verify(key);
            return key;
        } catch (BadSignature e) {
            throw new CredentialRefused(Reason.BAD_SIGNATURE, e.getMessage(), e);
        }
    }

    /// All claims that are signed or disclosed.
    ///
    /// @param signed names of claims that the holder must not be able to leave out, in whole or in part
    public static ObjectNode disclosed(SdJwt sdJwt, Set<String> signed) throws CredentialRefused {
        try {
            ObjectNode claims = sdJwt.claims();
            for (String name : signed) {
                if (claims.has(name) && !claims.get(name).equals(sdJwt.payload().get(name))) {
                    throw new CredentialRefused(Reason.BAD_DISCLOSURE, name + " is selectively disclosable");
                }
            }
            return claims;
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.BAD_DISCLOSURE, e.getMessage(), e);
        }
    }
}
