package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcKey;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Experiment;
import dev.holdfast.sign.MlDsaKey;
import dev.holdfast.sign.MlDsaSigner;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/// Private keys in DER. Curves are taken by their names only. Nothing that was read appears in an error.
final class PrivateDer {
    private static final int ED25519_BYTES = 32;

    private PrivateDer() {}

    /// PKCS#8 (RFC 5958).
    static Signer pkcs8(byte[] der) throws Malformed {
        return pkcs8(der, Set.of());
    }

    /// The same, of keys for experiments as well (RFC 9881, section 6): those that hold their seed.
    static Signer pkcs8(byte[] der, Set<Experiment> on) throws Malformed {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
            ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
            ASN1Encodable parameters = info.getPrivateKeyAlgorithm().getParameters();
            if (kind.getId().equals(PublicKey.ED25519_OID) && parameters == null) {
                return ed25519(
                        ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
            }
            if (kind.getId().equals(MlDsaKey.OID) && parameters == null) {
                return mlDsa(info.parsePrivateKey(), on);
            }
            if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                return ecdsa(ECPrivateKey.getInstance(info.parsePrivateKey()), parameters);
            }
        } catch (IOException | RuntimeException quoting) {
            throw new Malformed("not a private key in PKCS#8");
        }
        throw new Malformed("the key is none of Ed25519, P-256, P-384");
    }

    /// SEC 1, appendix C.4 (RFC 5915).
    static Signer sec1(byte[] der) throws Malformed {
        try {
            ECPrivateKey key = ECPrivateKey.getInstance(der);
            return ecdsa(key, key.getParametersObject());
        } catch (RuntimeException quoting) {
            throw new Malformed("not a private key in SEC 1 form");
        }
    }

    private static Signer ed25519(byte[] seed) throws Malformed {
        try {
            if (seed.length != ED25519_BYTES) {
                throw new Malformed("an Ed25519 key has " + ED25519_BYTES + " bytes");
            }
            return Ed25519Signer.ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// Of the three forms, that of the seed alone: an expanded key may be none, and cannot be written as a JWK.
    private static Signer mlDsa(ASN1Encodable key, Set<Experiment> on) throws Malformed {
        if (!(key instanceof ASN1TaggedObject tagged) || !tagged.hasContextTag(0)) {
            throw new Malformed("an ML-DSA-44 key is wanted by its seed alone");
        }
        byte[] seed = ASN1OctetString.getInstance(tagged, false).getOctets();
        try {
            return MlDsaSigner.ofSeed(seed, on);
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static Signer ecdsa(ECPrivateKey key, @Nullable ASN1Encodable name) throws Malformed {
        Optional<Curve> curve =
                name instanceof ASN1ObjectIdentifier oid ? Curve.identified(oid.getId()) : Optional.empty();
        EcdsaSigner signer = ecdsa(
                curve.orElseThrow(() -> new Malformed("the key is none of Ed25519, P-256, P-384 by its name")),
                key.getKey());
        ASN1BitString stated = key.getPublicKey();
        if (stated != null && !Arrays.equals(stated.getOctets(), point(signer.publicKey()))) {
            throw new Malformed("the private key does not belong to its public part");
        }
        return signer;
    }

    /// @throws Malformed unless the number lies between 0 and the order of the curve
    static EcdsaSigner ecdsa(Curve curve, BigInteger scalar) throws Malformed {
        String offTheCurve = "the private key is not one of " + curve.joseName();
        if (scalar.signum() <= 0 || scalar.bitLength() > 8 * curve.fieldBytes()) {
            throw new Malformed(offTheCurve);
        }
        byte[] bytes = BigIntegers.asUnsignedByteArray(curve.fieldBytes(), scalar);
        try {
            return EcdsaSigner.ofScalar(curve, bytes);
        } catch (IllegalArgumentException outOfRange) {
            throw new Malformed(offTheCurve);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] point(PublicKey key) {
        return switch (key) {
            case EcKey ec -> {
                int half = ec.curve().fieldBytes();
                byte[] point = new byte[1 + 2 * half];
                point[0] = 0x04;
                System.arraycopy(ec.x().toArray(), 0, point, 1, half);
                System.arraycopy(ec.y().toArray(), 0, point, 1 + half, half);
                yield point;
            }
            case PublicKey.Ed25519Key ed25519 -> ed25519.point().toArray();
            case MlDsaKey mlDsa -> mlDsa.encoded().toArray();
        };
    }
}
