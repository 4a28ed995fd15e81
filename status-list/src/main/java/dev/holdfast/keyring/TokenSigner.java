package dev.holdfast.keyring;

import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;

/// Signs with a P-256 key that stays in its token. The token draws the nonces, so signatures do not repeat. Safe for
/// concurrent use: each signature has a session of its own.
final class TokenSigner implements Signer {
    private final PrivateKey handle;
    private final Provider provider;
    private final PublicKey publicKey;
    private final KeyId keyId;

    TokenSigner(PrivateKey handle, Provider provider, PublicKey publicKey) {
        this.handle = handle;
        this.provider = provider;
        this.publicKey = publicKey;
        this.keyId = publicKey.keyId();
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

    /// @throws SigningFailed if the token does not
    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format", provider);
            signature.initSign(handle);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SigningFailed("the token that holds the key " + keyId + " did not sign; is it still there?");
        }
    }

    @Override
    public String toString() {
        return "TokenSigner[" + keyId + "]";
    }
}
