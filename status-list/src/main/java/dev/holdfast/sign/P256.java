package dev.holdfast.sign;

import dev.holdfast.layout.Hash;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/// The curve P-256 and the numbers on it, for keys and signatures alike.
final class P256 {
    /// Bytes of a coordinate, of a private scalar, and of each half of a signature.
    static final int FIELD_BYTES = 32;

    static final int SIGNATURE_BYTES = 2 * FIELD_BYTES;

    static final ECDomainParameters CURVE = curve();

    private P256() {}

    private static ECDomainParameters curve() {
        X9ECParameters p256 = CustomNamedCurves.getByName("P-256");
        return new ECDomainParameters(p256.getCurve(), p256.getG(), p256.getN(), p256.getH());
    }

    /// What ECDSA signs: SHA-256 of the message.
    static byte[] digest(byte[] message) {
        return Hash.sha256().digest(message);
    }

    /// Writes a number below 2^256 as 32 bytes, big-endian.
    static void put(BigInteger number, byte[] target, int at) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, FIELD_BYTES);
        System.arraycopy(bytes, bytes.length - length, target, at + FIELD_BYTES - length, length);
    }
}
