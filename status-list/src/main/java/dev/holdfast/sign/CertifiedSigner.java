package dev.holdfast.sign;

import dev.holdfast.layout.Malformed;

/// A signer and the chain that certifies its key. What it signs may carry the chain; see
/// [JwsHeader#compactCertified].
public final class CertifiedSigner implements Signer {
    private final Signer signer;
    private final CertificateChain chain;

    /// @throws Malformed if the leaf certifies another key
    public CertifiedSigner(Signer signer, CertificateChain chain) throws Malformed {
        if (!chain.leafKey().equals(signer.publicKey())) {
            throw new Malformed("the first certificate is not of this key");
        }
        this.signer = signer;
        this.chain = chain;
    }

    public CertificateChain chain() {
        return chain;
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
