package dev.holdfast.sign;

import dev.holdfast.layout.Malformed;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// Signs with an ECDSA private key held in memory: ES256 or ES384 by its curve, raw R‖S. The nonce follows from key
/// and message (RFC 6979), so a signature repeats byte for byte and no random source can give the key away. Safe for
/// concurrent use.
public final class EcdsaSigner implements Signer {
    private final Curve curve;
    private final ECPrivateKeyParameters secret;
    private final EcKey publicKey;
    private final KeyId keyId;

    private EcdsaSigner(Curve curve, BigInteger scalar) {
        this.curve = curve;
        this.secret = new ECPrivateKeyParameters(scalar, curve.domain());
        this.publicKey = publicKeyOf(curve, scalar);
        this.keyId = publicKey.keyId();
    }

    /// Makes a new key.
    public static EcdsaSigner generate(Curve curve, SecureRandom random) {
        BigInteger most = curve.domain().getN().subtract(BigInteger.ONE);
        return new EcdsaSigner(curve, BigIntegers.createRandomInRange(BigInteger.ONE, most, random));
    }

    /// The key of a private scalar, big-endian, [Curve#fieldBytes] bytes.
    ///
    /// @throws IllegalArgumentException for any other length, for zero, and for the curve's order or more
    public static EcdsaSigner ofScalar(Curve curve, byte[] scalar) {
        BigInteger number = new BigInteger(1, scalar);
        if (scalar.length != curve.fieldBytes()
                || number.signum() == 0
                || number.compareTo(curve.domain().getN()) >= 0) {
            throw new IllegalArgumentException("a " + curve.joseName() + " scalar has " + curve.fieldBytes()
                    + " bytes and lies below the order of the curve");
        }
        return new EcdsaSigner(curve, number);
    }

    /// Reads a private JWK (RFC 7518, section 6.2.2) from its bytes.
    public static EcdsaSigner fromJwk(byte[] utf8) throws Malformed {
        if (PrivateJwk.read(utf8) instanceof EcdsaSigner signer) {
            return signer;
        }
        throw new Malformed("the private key is not an ECDSA key");
    }

    /// The private JWK: whoever reads it can sign.
    public byte[] toPrivateJwk() {
        byte[] scalar = BigIntegers.asUnsignedByteArray(curve.fieldBytes(), secret.getD());
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
        return curve.algorithm();
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        ECDSASigner signer = new ECDSASigner(curve.nonces());
        signer.init(true, secret);
        BigInteger[] numbers = signer.generateSignature(curve.digest(message));
        byte[] signature = new byte[2 * curve.fieldBytes()];
        BigIntegers.asUnsignedByteArray(numbers[0], signature, 0, curve.fieldBytes());
        BigIntegers.asUnsignedByteArray(numbers[1], signature, curve.fieldBytes(), curve.fieldBytes());
        return signature;
    }

    @Override
    public String toString() {
        return "EcdsaSigner[" + keyId + "]";
    }

    private static EcKey publicKeyOf(Curve curve, BigInteger scalar) {
        return EcKey.of(
                curve,
                new FixedPointCombMultiplier()
                        .multiply(curve.domain().getG(), scalar)
                        .normalize());
    }
}
