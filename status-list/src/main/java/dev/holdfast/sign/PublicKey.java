package dev.holdfast.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.math.BigInteger;
import java.util.Map;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A public key that verifies under exactly one algorithm. Immutable and thread-safe.
public sealed interface PublicKey {
    Algorithm algorithm();

    /// The public JWK (RFC 7517, RFC 8037), required members only.
    ObjectNode toJwk();

    /// Succeeds or throws; there is no third outcome.
    void verify(byte[] message, byte[] signature) throws BadSignature;

    /// RFC 7638: the required members in lexicographic order, hashed.
    default KeyId keyId() {
        ObjectNode jwk = toJwk();
        ObjectNode ordered = StrictJson.object();
        jwk.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(member -> ordered.set(member.getKey(), member.getValue()));
        return new KeyId(StrictJson.base64Url(Hash.of(StrictJson.write(ordered)).toArray()));
    }

    /// Reads a public JWK; private members are refused, other unknown members ignored.
    static PublicKey fromJwk(JsonNode jwk) throws Malformed {
        if (jwk.has("d")) {
            throw new Malformed("a public key was expected, this is a private one");
        }
        return publicPart(jwk);
    }

    /// Reads the public members of any JWK.
    static PublicKey publicPart(JsonNode jwk) throws Malformed {
        String type = StrictJson.text(jwk, "kty") + "/" + StrictJson.text(jwk, "crv");
        byte[] x = StrictJson.base64Url(StrictJson.text(jwk, "x"), "x");
        return switch (type) {
            case "OKP/Ed25519" -> Ed25519Key.of(x);
            case "EC/P-256" -> P256Key.of(x, StrictJson.base64Url(StrictJson.text(jwk, "y"), "y"));
            default -> throw new Malformed("the key is neither Ed25519 nor P-256");
        };
    }

    /// An Ed25519 key.
    ///
    /// @param point 32 bytes, a full-order point (RFC 8032, section 5.1.5)
    record Ed25519Key(Bytes point) implements PublicKey {
        /// @throws IllegalArgumentException if it is no such point
        public Ed25519Key {
            if (point.length() != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(point.toArray(), 0)) {
                throw new IllegalArgumentException("x is not an Ed25519 point of full order");
            }
        }

        static Ed25519Key of(byte[] x) throws Malformed {
            try {
                return new Ed25519Key(Bytes.of(x));
            } catch (IllegalArgumentException e) {
                throw new Malformed(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public Algorithm algorithm() {
            return Algorithm.EDDSA;
        }

        @Override
        public ObjectNode toJwk() {
            return StrictJson.object()
                    .put("kty", "OKP")
                    .put("crv", "Ed25519")
                    .put("x", StrictJson.base64Url(point.toArray()));
        }

        @Override
        public void verify(byte[] message, byte[] signature) throws BadSignature {
            if (signature.length != Ed25519.SIGNATURE_SIZE
                    || !Ed25519.verify(signature, 0, point.toArray(), 0, message, 0, message.length)) {
                throw new BadSignature("the Ed25519 signature does not verify");
            }
        }
    }

    /// A P-256 key.
    ///
    /// @param x 32 bytes, big-endian
    /// @param y 32 bytes, big-endian
    record P256Key(Bytes x, Bytes y) implements PublicKey {
        /// @throws IllegalArgumentException if they are not a point of the curve
        public P256Key {
            if (x.length() != P256.FIELD_BYTES || y.length() != P256.FIELD_BYTES) {
                throw new IllegalArgumentException("x and y of a P-256 key have 32 bytes each");
            }
            P256.CURVE.validatePublicPoint(point(x, y));
        }

        static P256Key of(byte[] x, byte[] y) throws Malformed {
            try {
                return new P256Key(Bytes.of(x), Bytes.of(y));
            } catch (IllegalArgumentException e) {
                throw new Malformed("x and y are not a point of P-256", e);
            }
        }

        @Override
        public Algorithm algorithm() {
            return Algorithm.ES256;
        }

        @Override
        public ObjectNode toJwk() {
            return StrictJson.object()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", StrictJson.base64Url(x.toArray()))
                    .put("y", StrictJson.base64Url(y.toArray()));
        }

        @Override
        public void verify(byte[] message, byte[] signature) throws BadSignature {
            if (signature.length != P256.SIGNATURE_BYTES) {
                throw new BadSignature("an ES256 signature has 64 bytes");
            }
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, new ECPublicKeyParameters(point(x, y), P256.CURVE));
            byte[] digest = P256.digest(message);
            BigInteger r = new BigInteger(1, signature, 0, P256.FIELD_BYTES);
            BigInteger s = new BigInteger(1, signature, P256.FIELD_BYTES, P256.FIELD_BYTES);
            if (!verifier.verifySignature(digest, r, s)) {
                throw new BadSignature("the ES256 signature does not verify");
            }
        }

        private static ECPoint point(Bytes x, Bytes y) {
            return P256.CURVE.getCurve().createPoint(new BigInteger(1, x.toArray()), new BigInteger(1, y.toArray()));
        }
    }
}
