package dev.holdfast.sign;

/// Signs with one private key. Implementations are safe for concurrent use and never show the key.
public interface Signer {
    KeyId keyId();

    Algorithm algorithm();

    PublicKey publicKey();

    /// The signature over `message`, in the raw form of [#algorithm()].
    byte[] sign(byte[] message);

    /// For what the fold decides upon: commands, trust documents, checkpoints.
    ///
    /// @throws IllegalArgumentException if rules version 1 does not know the algorithm: nobody would accept that
    default void requireOfRules() {
        if (!algorithm().isOfRules()) {
            throw new IllegalArgumentException(
                    algorithm().joseName() + " signs tokens and credentials only; name an Ed25519 or P-256 key");
        }
    }
}
