package dev.holdfast.sign;

/// Signs with one private key. Implementations are safe for concurrent use and never show the key.
public interface Signer {
    KeyId keyId();

    Algorithm algorithm();

    PublicKey publicKey();

    /// The signature over `message`, in the raw form of [#algorithm()].
    byte[] sign(byte[] message);
}
