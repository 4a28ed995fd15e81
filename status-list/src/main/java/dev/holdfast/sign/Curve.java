package dev.holdfast.sign;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;

/// The curves of ECDSA keys (FIPS 186-5), each with the one algorithm that its keys sign by.
public enum Curve {
    P256("P-256", Algorithm.ES256, "1.2.840.10045.3.1.7", 32, "SHA-256"),
    P384("P-384", Algorithm.ES384, "1.3.132.0.34", 48, "SHA-384");

    private final String joseName;
    private final Algorithm algorithm;
    private final String oid;
    private final int fieldBytes;
    private final String hash;

    Curve(String joseName, Algorithm algorithm, String oid, int fieldBytes, String hash) {
        this.joseName = joseName;
        this.algorithm = algorithm;
        this.oid = oid;
        this.fieldBytes = fieldBytes;
        this.hash = hash;
    }

    /// Made once, because the points of a curve keep what was computed of it.
    private static final class Domains {
        static final ECDomainParameters OF_P256 = of(P256);
        static final ECDomainParameters OF_P384 = of(P384);

        private static ECDomainParameters of(Curve curve) {
            X9ECParameters named = CustomNamedCurves.getByName(curve.joseName);
            return new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
        }
    }

    /// `crv` in a JWK (RFC 7518, section 6.2.1.1).
    public String joseName() {
        return joseName;
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /// The curve's name in DER (RFC 5480, section 2.1.1.1), dotted.
    public String oid() {
        return oid;
    }

    /// Bytes of a coordinate, of a private scalar, and of each half of a signature.
    public int fieldBytes() {
        return fieldBytes;
    }

    public static Optional<Curve> named(String joseName) {
        for (Curve curve : values()) {
            if (curve.joseName.equals(joseName)) {
                return Optional.of(curve);
            }
        }
        return Optional.empty();
    }

    public static Optional<Curve> identified(String oid) {
        for (Curve curve : values()) {
            if (curve.oid.equals(oid)) {
                return Optional.of(curve);
            }
        }
        return Optional.empty();
    }

    /// What ECDSA signs: the hash of the message, SHA-256 or SHA-384 by the curve.
    public byte[] digest(byte[] message) {
        return digest().digest(message);
    }

    /// A new digest, SHA-256 or SHA-384 by the curve.
    public MessageDigest digest() {
        try {
            return MessageDigest.getInstance(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + hash, e);
        }
    }

    ECDomainParameters domain() {
        return switch (this) {
            case P256 -> Domains.OF_P256;
            case P384 -> Domains.OF_P384;
        };
    }

    /// @throws IllegalArgumentException if the encoding is none of SEC 1, section 2.3.4, or off the curve
    ECPoint decode(byte[] point) {
        return domain().getCurve().decodePoint(point).normalize();
    }

    /// The nonces of RFC 6979.
    HMacDSAKCalculator nonces() {
        return new HMacDSAKCalculator(
                switch (this) {
                    case P256 -> new SHA256Digest();
                    case P384 -> new SHA384Digest();
                });
    }
}
