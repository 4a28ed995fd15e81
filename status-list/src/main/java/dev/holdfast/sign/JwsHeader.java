package dev.holdfast.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.nio.charset.StandardCharsets;

/// The protected header of our own JWS objects (RFC 7515): `alg`, `kid`, `typ`. Keys that a header supplies
/// (`jwk`, `jku`, `x5c`, `x5u`) are never used; `crit` is refused because nothing critical is understood.
///
/// @param algorithm what the message claims; a verifier compares it with what the key allows
public record JwsHeader(Algorithm algorithm, KeyId keyId, String type) {
    public static JwsHeader of(String type, Signer signer) {
        return new JwsHeader(signer.algorithm(), signer.keyId(), type);
    }

    /// The JWS signing input over this header and `payload`.
    public Bytes signingInput(byte[] payload) {
        return signingInput(toJson(), payload);
    }

    /// A compact JWS over `payload`.
    public static String compact(String type, Signer signer, byte[] payload) {
        return signed(of(type, signer).toJson(), signer, payload);
    }

    /// A compact JWS whose header carries the chain of a [CertifiedSigner] in `x5c`, for verifiers who know the
    /// certificate authority and not the key. With any other signer it is the same as [#compact].
    public static String compactCertified(String type, Signer signer, byte[] payload) {
        ObjectNode header = of(type, signer).toJson();
        CertifiedSigner.chainOf(signer).ifPresent(chain -> header.set("x5c", chain.toX5c()));
        return signed(header, signer, payload);
    }

    private ObjectNode toJson() {
        return StrictJson.object()
                .put("alg", algorithm.joseName())
                .put("kid", keyId.value())
                .put("typ", type);
    }

    private static String signed(ObjectNode header, Signer signer, byte[] payload) {
        Bytes input = signingInput(header, payload);
        return input.toAscii() + "." + StrictJson.base64Url(signer.sign(input.toArray()));
    }

    private static Bytes signingInput(ObjectNode header, byte[] payload) {
        return Bytes.ofAscii(StrictJson.base64Url(StrictJson.write(header)) + "." + StrictJson.base64Url(payload));
    }

    /// Takes a signing input apart.
    ///
    /// @param maxBytes the longest input that is looked at
    public static Split split(Bytes signingInput, int maxBytes) throws Malformed {
        if (signingInput.length() > maxBytes) {
            throw new Malformed("the JWS is longer than " + maxBytes + " bytes");
        }
        String text = new String(signingInput.toArray(), StandardCharsets.ISO_8859_1);
        int dot = text.indexOf('.');
        if (dot < 0 || text.indexOf('.', dot + 1) >= 0) {
            throw new Malformed("not a JWS signing input");
        }
        return new Split(
                read(StrictJson.base64Url(text.substring(0, dot), "the JWS header")),
                Bytes.of(StrictJson.base64Url(text.substring(dot + 1), "the JWS payload")));
    }

    /// Reads a protected header.
    public static JwsHeader read(byte[] utf8) throws Malformed {
        JsonNode json = StrictJson.parseObject(utf8, "the JWS header");
        if (json.has("crit") || json.has("b64")) {
            throw new Malformed("the JWS header has an extension that is not understood");
        }
        try {
            return new JwsHeader(
                    Algorithm.named(StrictJson.text(json, "alg")),
                    new KeyId(StrictJson.text(json, "kid")),
                    StrictJson.text(json, "typ"));
        } catch (IllegalArgumentException e) {
            throw new Malformed("kid is not a JWK thumbprint", e);
        }
    }

    /// Refuses a JWS made for another purpose (RFC 8725, section 3.11).
    public void requireType(String expected) throws Malformed {
        if (!expected.equals(type)) {
            throw new Malformed("typ is not " + expected);
        }
    }

    /// A header and the payload it protects.
    public record Split(JwsHeader header, Bytes payload) {}
}
