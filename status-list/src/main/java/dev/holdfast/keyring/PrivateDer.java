package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.P256Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/// Private keys in DER. P-256 is taken by its name only. Nothing that was read appears in an error.
final class PrivateDer {
    private static final int SECRET_BYTES = 32;

    private PrivateDer() {}

    /// PKCS#8 (RFC 5958).
    static Signer pkcs8(byte[] der) throws Malformed {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
            ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
            ASN1Encodable parameters = info.getPrivateKeyAlgorithm().getParameters();
            if (kind.getId().equals(PublicKey.ED25519_OID) && parameters == null) {
                return ed25519(
                        ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
            }
            if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                return p256(ECPrivateKey.getInstance(info.parsePrivateKey()), parameters);
            }
        } catch (IOException | RuntimeException quoting) {
            throw new Malformed("not a private key in PKCS#8");
        }
        throw new Malformed("the key is neither Ed25519 nor P-256");
    }

    /// SEC 1, appendix C.4 (RFC 5915).
    static Signer sec1(byte[] der) throws Malformed {
        try {
            ECPrivateKey key = ECPrivateKey.getInstance(der);
            return p256(key, key.getParametersObject());
        } catch (RuntimeException quoting) {
            throw new Malformed("not a private key in SEC 1 form");
        }
    }

    private static Signer ed25519(byte[] seed) throws Malformed {
        try {
            if (seed.length != SECRET_BYTES) {
                throw new Malformed("an Ed25519 key has " + SECRET_BYTES + " bytes");
            }
            return Ed25519Signer.ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static Signer p256(ECPrivateKey key, @Nullable ASN1Encodable curve) throws Malformed {
        if (!X9ObjectIdentifiers.prime256v1.equals(curve)) {
            throw new Malformed("the key is neither Ed25519 nor P-256 by its name");
        }
        P256Signer signer = p256(key.getKey());
        ASN1BitString stated = key.getPublicKey();
        if (stated != null && !Arrays.equals(stated.getOctets(), point(signer.publicKey()))) {
            throw new Malformed("the private key does not belong to its public part");
        }
        return signer;
    }

    /// @throws Malformed unless the number lies between 0 and the order of the curve
    static P256Signer p256(BigInteger scalar) throws Malformed {
        if (scalar.signum() <= 0 || scalar.bitLength() > 8 * SECRET_BYTES) {
            throw new Malformed("the private key is not one of P-256");
        }
        byte[] bytes = BigIntegers.asUnsignedByteArray(SECRET_BYTES, scalar);
        try {
            return P256Signer.ofScalar(bytes);
        } catch (IllegalArgumentException outOfRange) {
            throw new Malformed("the private key is not one of P-256");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] point(PublicKey key) {
        return switch (key) {
            case PublicKey.P256Key p256 -> {
                byte[] point = new byte[1 + 2 * SECRET_BYTES];
                point[0] = 0x04;
                System.arraycopy(p256.x().toArray(), 0, point, 1, SECRET_BYTES);
                System.arraycopy(p256.y().toArray(), 0, point, 1 + SECRET_BYTES, SECRET_BYTES);
                yield point;
            }
            case PublicKey.Ed25519Key ed25519 -> ed25519.point().toArray();
        };
    }
}
