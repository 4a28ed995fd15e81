package dev.holdfast.issuer;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.PublicKey.Ed25519Key;
import dev.holdfast.sign.PublicKey.P256Key;
import java.util.Arrays;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/// A public key as one word (Controlled Identifiers 1.0, section 2.2.2, "Multikey"): the multicodec number of its
/// kind and its bytes, in base58btc. Ed25519 and P-256 are read; other kinds are refused by name.
public final class Multikey {
    private static final byte[] ED25519 = {(byte) 0xed, 0x01};
    private static final byte[] P256 = {(byte) 0x80, 0x24};
    private static final int PREFIX = 2;
    private static final int MAX_BYTES = PREFIX + 33;

    private Multikey() {}

    public static String write(PublicKey key) {
        return switch (key) {
            case Ed25519Key ed25519 -> join(ED25519, ed25519.point().toArray());
            case P256Key p256 -> join(P256, compressed(p256));
        };
    }

    public static PublicKey read(String multibase) throws Malformed {
        byte[] bytes = Multibase.readBase58btc(multibase, "the key", MAX_BYTES);
        byte[] key = Arrays.copyOfRange(bytes, Math.min(PREFIX, bytes.length), bytes.length);
        try {
            if (Multibase.startsWith(bytes, ED25519)) {
                return new Ed25519Key(Bytes.of(key));
            }
            if (Multibase.startsWith(bytes, P256)) {
                return p256(key);
            }
        } catch (IllegalArgumentException e) {
            throw new Malformed("the key is not a point of its curve", e);
        }
        throw new Malformed("the key is neither Ed25519 nor P-256");
    }

    private static String join(byte[] prefix, byte[] key) {
        byte[] bytes = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, bytes, prefix.length, key.length);
        return Multibase.base58btc(bytes);
    }

    /// SEC 1, section 2.3.3: the sign of y, then x.
    private static byte[] compressed(P256Key key) {
        byte[] y = key.y().toArray();
        byte[] bytes = new byte[33];
        bytes[0] = (byte) (2 | (y[y.length - 1] & 1));
        System.arraycopy(key.x().toArray(), 0, bytes, 1, 32);
        return bytes;
    }

    private static P256Key p256(byte[] compressed) throws Malformed {
        if (compressed.length != 33 || (compressed[0] & ~1) != 2) {
            throw new Malformed("a P-256 key has 33 bytes, compressed");
        }
        ECPoint point = CustomNamedCurves.getByName("P-256")
                .getCurve()
                .decodePoint(compressed)
                .normalize();
        return new P256Key(
                Bytes.of(point.getAffineXCoord().getEncoded()),
                Bytes.of(point.getAffineYCoord().getEncoded()));
    }
}
