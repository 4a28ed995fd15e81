package dev.holdfast.sign;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.PublicKey.Ed25519Key;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Signs with an Ed25519 private key held in memory. Deterministic; safe for concurrent use.
public final class Ed25519Signer implements Signer {
    private final byte[] seed;
    private final byte[] point;
    private final Ed25519Key publicKey;
    private final KeyId keyId;

    private Ed25519Signer(byte[] seed) throws Malformed {
        this.seed = seed.clone();
        this.point = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, point, 0);
        this.publicKey = Ed25519Key.of(point);
        this.keyId = publicKey.keyId();
    }

    /// Makes a new key.
    public static Ed25519Signer generate(SecureRandom random) {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        random.nextBytes(seed);
        return ofSeed(seed);
    }

    /// The key of a 32-byte seed (RFC 8032, section 5.1.5).
    ///
    /// @throws IllegalArgumentException for any other length
    public static Ed25519Signer ofSeed(byte[] seed) {
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
        }
        try {
            return new Ed25519Signer(seed);
        } catch (Malformed e) {
            throw new IllegalStateException("every seed has a point of full order", e);
        }
    }

    /// Reads a private JWK (RFC 8037, section 2) from its bytes.
    public static Ed25519Signer fromJwk(byte[] utf8) throws Malformed {
        if (PrivateJwk.read(utf8) instanceof Ed25519Signer signer) {
            return signer;
        }
        throw new Malformed("the private key is not an Ed25519 key");
    }

    /// The private JWK: whoever reads it can sign.
    public byte[] toPrivateJwk() {
        return PrivateJwk.write(this, seed);
    }

    @Override
    public KeyId keyId() {
        return keyId;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.EDDSA;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, point, 0, null, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public String toString() {
        return "Ed25519Signer[" + keyId + "]";
    }
}
