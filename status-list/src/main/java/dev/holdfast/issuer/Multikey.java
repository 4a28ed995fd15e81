package dev.holdfast.issuer;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcKey;
import dev.holdfast.sign.MlDsaKey;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.PublicKey.Ed25519Key;
import java.util.Arrays;

/// A public key as one word (Controlled Identifiers 1.0, section 2.2.2, "Multikey"): the multicodec number of its
/// kind and its bytes, in base58btc. Ed25519, P-256 and P-384 are read; other kinds are refused
/// by name.
public final class Multikey {
    private static final byte[] ED25519 = {(byte) 0xed, 0x01};
    private static final byte[] P256 = {(byte) 0x80, 0x24};
    private static final byte[] P384 = {(byte) 0x81, 0x24};
    private static final int PREFIX = 2;
    private static final int MAX_BYTES = PREFIX + 49;

    private Multikey() {}

    /// @throws IllegalArgumentException for a key of another kind
    public static String write(PublicKey key) {
        return switch (key) {
            case Ed25519Key ed25519 -> join(ED25519, ed25519.point().toArray());
            case EcKey ec ->
                join(
                        switch (ec.curve()) {
                            case P256 -> P256;
                            case P384 -> P384;
                        },
                        ec.toCompressed());
            case MlDsaKey _ -> throw new IllegalArgumentException("an ML-DSA-44 key has no Multikey here");
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
                return EcKey.ofCompressed(Curve.P256, key);
            }
            if (Multibase.startsWith(bytes, P384)) {
                return EcKey.ofCompressed(Curve.P384, key);
            }
        } catch (IllegalArgumentException e) {
            throw new Malformed("the key is not a point of its curve", e);
        }
        throw new Malformed("the key is none of Ed25519, P-256, P-384");
    }

    private static String join(byte[] prefix, byte[] key) {
        byte[] bytes = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, bytes, prefix.length, key.length);
        return Multibase.base58btc(bytes);
    }
}
