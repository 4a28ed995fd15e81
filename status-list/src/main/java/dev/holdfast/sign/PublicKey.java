package dev.holdfast.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// A public key that verifies under exactly one algorithm. Immutable and thread-safe.
public sealed interface PublicKey permits PublicKey.Ed25519Key, EcKey, MlDsaKey {
    /// id-Ed25519 of RFC 8410, section 3. Written here because the library's constant is in a jar that only encrypted
    /// PEM needs.
    String ED25519_OID = "1.3.101.112";

    Algorithm algorithm();

    /// The public JWK (RFC 7517, RFC 8037), required members only.
    ObjectNode toJwk();

    /// Succeeds or throws; there is no third outcome.
    void verify(byte[] message, byte[] signature) throws BadSignature;

    /// RFC 7638, with SHA-256.
    KeyId keyId();

    /// Reads a public JWK; private members are refused, other unknown members ignored.
    static PublicKey fromJwk(JsonNode jwk) throws Malformed {
        return fromJwk(jwk, Set.of());
    }

    /// The same, of keys for experiments as well.
    static PublicKey fromJwk(JsonNode jwk, Set<Experiment> on) throws Malformed {
        boolean ofPair = jwk.path("kty").asText().equals(MlDsaKey.KEY_TYPE);
        if (jwk.has(ofPair ? "priv" : "d")) {
            throw new Malformed("a public key was expected, this is a private one");
        }
        return publicPart(jwk, on);
    }

    /// Reads the public members of any JWK.
    static PublicKey publicPart(JsonNode jwk) throws Malformed {
        return publicPart(jwk, Set.of());
    }

    /// The same, of keys for experiments as well.
    static PublicKey publicPart(JsonNode jwk, Set<Experiment> on) throws Malformed {
        String type = StrictJson.text(jwk, "kty");
        if (type.equals(MlDsaKey.KEY_TYPE)) {
            if (!StrictJson.text(jwk, "alg").equals(Algorithm.ML_DSA_44.joseName())) {
                throw new Malformed("the AKP key is not of ML-DSA-44");
            }
            return MlDsaKey.of(StrictJson.base64Url(StrictJson.text(jwk, "pub"), "pub"), on);
        }
        String curve = StrictJson.text(jwk, "crv");
        if (type.equals("OKP") && curve.equals("Ed25519")) {
            return Ed25519Key.of(StrictJson.base64Url(StrictJson.text(jwk, "x"), "x"));
        }
        if (type.equals("EC") && Curve.named(curve).isPresent()) {
            return EcKey.of(
                    Curve.named(curve).get(),
                    StrictJson.base64Url(StrictJson.text(jwk, "x"), "x"),
                    StrictJson.base64Url(StrictJson.text(jwk, "y"), "y"));
        }
        throw new Malformed("the key is none of Ed25519, P-256, P-384");
    }

    /// Reads a SubjectPublicKeyInfo in DER (RFC 5480, RFC 8410). Curves are taken by their names only, never as a
    /// list of parameters.
    static PublicKey fromSpki(byte[] der) throws Malformed {
        return fromSpki(der, Set.of());
    }

    /// The same, of keys for experiments as well (RFC 9881).
    static PublicKey fromSpki(byte[] der, Set<Experiment> on) throws Malformed {
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
            ASN1ObjectIdentifier kind = info.getAlgorithm().getAlgorithm();
            ASN1Encodable parameters = info.getAlgorithm().getParameters();
            byte[] key = info.getPublicKeyData().getOctets();
            if (kind.getId().equals(ED25519_OID) && parameters == null) {
                return Ed25519Key.of(key);
            }
            if (kind.getId().equals(MlDsaKey.OID) && parameters == null) {
                return MlDsaKey.of(key, on);
            }
            if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey) && parameters instanceof ASN1ObjectIdentifier name) {
                Optional<Curve> curve = Curve.identified(name.getId());
                if (curve.isPresent() && key.length == 1 + 2 * curve.get().fieldBytes() && key[0] == 0x04) {
                    int half = 1 + curve.get().fieldBytes();
                    return EcKey.of(
                            curve.get(), Arrays.copyOfRange(key, 1, half), Arrays.copyOfRange(key, half, key.length));
                }
            }
        } catch (RuntimeException e) {
            // ASN.1 that is none comes out of Bouncy Castle as any of these, a NullPointerException among them.
            throw new Malformed("not a SubjectPublicKeyInfo", e);
        }
        throw new Malformed("the key is none of Ed25519, P-256, P-384 (by name, not compressed)");
    }

    /// An Ed25519 key. Made ready once: verifying does not decode the point again.
    final class Ed25519Key implements PublicKey {
        private final Bytes point;
        private final Ed25519.PublicPoint prepared;
        private final Thumbprint thumbprint = new Thumbprint();

        /// @param point 32 bytes, a full-order point (RFC 8032, section 5.1.5)
        /// @throws IllegalArgumentException if it is no such point
        public Ed25519Key(Bytes point) {
            Ed25519.@Nullable PublicPoint full = point.length() == Ed25519.PUBLIC_KEY_SIZE
                    ? Ed25519.validatePublicKeyFullExport(point.toArray(), 0)
                    : null;
            if (full == null) {
                throw new IllegalArgumentException("x is not an Ed25519 point of full order");
            }
            this.point = point;
            this.prepared = full;
        }

        static Ed25519Key of(byte[] x) throws Malformed {
            try {
                return new Ed25519Key(Bytes.of(x));
            } catch (IllegalArgumentException e) {
                throw new Malformed(String.valueOf(e.getMessage()), e);
            }
        }

        /// 32 bytes.
        public Bytes point() {
            return point;
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
        public KeyId keyId() {
            return thumbprint.of(this);
        }

        @Override
        public void verify(byte[] message, byte[] signature) throws BadSignature {
            if (signature.length != Ed25519.SIGNATURE_SIZE
                    || !Ed25519.verify(signature, 0, prepared, message, 0, message.length)) {
                throw new BadSignature("the Ed25519 signature does not verify");
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ed25519Key that && point.equals(that.point);
        }

        @Override
        public int hashCode() {
            return point.hashCode();
        }

        @Override
        public String toString() {
            return "Ed25519Key[" + point + "]";
        }
    }
}
