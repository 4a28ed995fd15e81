package dev.holdfast.keyring;

import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcKey;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;

/// Signs with an ECDSA key that stays in its token. The token draws the nonces, so signatures do not repeat. Safe for
/// concurrent use: each signature has a session of its own.
final class TokenSigner implements Signer {
    private final PrivateKey handle;
    private final Provider provider;
    private final EcKey publicKey;
    private final KeyId keyId;

    TokenSigner(PrivateKey handle, Provider provider, EcKey publicKey) {
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
        return publicKey.algorithm();
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    /// @throws SigningFailed if the token does not
    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(name(publicKey.curve()), provider);
            signature.initSign(handle);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SigningFailed("the token that holds the key " + keyId + " did not sign; is it still there?");
        }
    }

    private static String name(Curve curve) {
        return switch (curve) {
            case P256 -> "SHA256withECDSAinP1363Format";
            case P384 -> "SHA384withECDSAinP1363Format";
        };
    }

    @Override
    public String toString() {
        return "TokenSigner[" + keyId + "]";
    }
}
