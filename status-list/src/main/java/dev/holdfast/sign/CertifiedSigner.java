package dev.holdfast.sign;

import dev.holdfast.layout.Malformed;
import java.util.Optional;

/// A signer and the chain that certifies its key. Published lists that it signs carry the chain in their
/// header, where the format has a place for it.
public final class CertifiedSigner implements Signer {
    private final Signer signer;
    private final CertificateChain chain;

    /// @throws Malformed if the leaf certifies another key, or a certificate is not certified by the next one
    public CertifiedSigner(Signer signer, CertificateChain chain) throws Malformed {
        if (!chain.leafKey().equals(signer.publicKey())) {
            throw new Malformed("the first certificate is not of this key");
        }
        chain.requireOrder();
        this.signer = signer;
        this.chain = chain;
    }

    public CertificateChain chain() {
        return chain;
    }

    /// The chain of any signer; empty if it has none.
    public static Optional<CertificateChain> chainOf(Signer signer) {
        return signer instanceof CertifiedSigner certified ? Optional.of(certified.chain) : Optional.empty();
    }

    @Override
    public KeyId keyId() {
        return signer.keyId();
    }

    @Override
    public Algorithm algorithm() {
        return signer.algorithm();
    }

    @Override
    public PublicKey publicKey() {
        return signer.publicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return signer.sign(message);
    }

    @Override
    public String toString() {
        return "CertifiedSigner[" + keyId() + "]";
    }
}
