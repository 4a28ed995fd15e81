package dev.holdfast.sign;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.PublicKey.P256Key;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// Signs with a P-256 private key held in memory: ES256, raw R‖S. The nonce follows from key and message (RFC 6979),
/// so a signature repeats byte for byte and no random source can give the key away. Safe for concurrent use.
public final class P256Signer implements Signer {
    private final ECPrivateKeyParameters secret;
    private final P256Key publicKey;
    private final KeyId keyId;

    private P256Signer(BigInteger scalar) {
        this.secret = new ECPrivateKeyParameters(scalar, P256.CURVE);
        this.publicKey = publicKeyOf(scalar);
        this.keyId = publicKey.keyId();
    }

    /// Makes a new key.
    public static P256Signer generate(SecureRandom random) {
        BigInteger most = P256.CURVE.getN().subtract(BigInteger.ONE);
        return new P256Signer(BigIntegers.createRandomInRange(BigInteger.ONE, most, random));
    }

    /// The key of a private scalar, 32 bytes, big-endian.
    ///
    /// @throws IllegalArgumentException for any other length, for zero, and for the curve's order or more
    public static P256Signer ofScalar(byte[] scalar) {
        BigInteger number = new BigInteger(1, scalar);
        if (scalar.length != P256.FIELD_BYTES || number.signum() == 0 || number.compareTo(P256.CURVE.getN()) >= 0) {
            throw new IllegalArgumentException("a P-256 scalar has 32 bytes and lies below the order of the curve");
        }
        return new P256Signer(number);
    }

    /// Reads a private JWK (RFC 7518, section 6.2.2) from its bytes.
    public static P256Signer fromJwk(byte[] utf8) throws Malformed {
        if (PrivateJwk.read(utf8) instanceof P256Signer signer) {
            return signer;
        }
        throw new Malformed("the private key is not a P-256 key");
    }

    /// The private JWK: whoever reads it can sign.
    public byte[] toPrivateJwk() {
        byte[] scalar = BigIntegers.asUnsignedByteArray(P256.FIELD_BYTES, secret.getD());
        try {
            return PrivateJwk.write(this, scalar);
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    @Override
    public KeyId keyId() {
        return keyId;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ES256;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, secret);
        BigInteger[] numbers = signer.generateSignature(P256.digest(message));
        byte[] signature = new byte[P256.SIGNATURE_BYTES];
        P256.put(numbers[0], signature, 0);
        P256.put(numbers[1], signature, P256.FIELD_BYTES);
        return signature;
    }

    @Override
    public String toString() {
        return "P256Signer[" + keyId + "]";
    }

    private static P256Key publicKeyOf(BigInteger scalar) {
        ECPoint point = new FixedPointCombMultiplier()
                .multiply(P256.CURVE.getG(), scalar)
                .normalize();
        return new P256Key(
                Bytes.of(point.getAffineXCoord().getEncoded()),
                Bytes.of(point.getAffineYCoord().getEncoded()));
    }
}
