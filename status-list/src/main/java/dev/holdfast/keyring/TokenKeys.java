package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.EcKey;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import java.util.regex.Pattern;

/// Keys in PKCS#11 tokens, by the JDK's provider SunPKCS11. In JDK 25 it knows no Ed25519, whatever the token can do,
/// and sees only keys that have a certificate with the same id beside them.
final class TokenKeys {
    private static final Pattern TOKEN_ERROR = Pattern.compile("CKR_[A-Z_]{1,60}");
    private static final byte[] PROBE = "holdfast: does this key sign?".getBytes(StandardCharsets.US_ASCII);

    private TokenKeys() {}

    static Signer load(KeySource.InToken source) throws KeyUnusable {
        Provider provider = provider(source);
        KeyStore store = open(source, provider);
        String alias = StoredKey.alias(store, source, Optional.of(source.object()));
        try {
            if (!(store.getKey(alias, null) instanceof PrivateKey handle)) {
                throw new KeyUnusable(source, "is not a private key");
            }
            PublicKey publicKey = StoredKey.publicKey(store, alias);
            if (!(publicKey instanceof EcKey ec)) {
                throw new KeyUnusable(source, "is not an ECDSA key; the JDK's provider for tokens signs with no other");
            }
            TokenSigner signer = new TokenSigner(handle, provider, ec);
            publicKey.verify(PROBE, signer.sign(PROBE));
            return StoredKey.certified(store, alias, signer);
        } catch (BadSignature e) {
            throw new KeyUnusable(
                    source, "signs with another key than its certificate is of; write the right one beside it");
        } catch (Malformed e) {
            throw new KeyUnusable(source, e.getMessage());
        } catch (GeneralSecurityException | SigningFailed e) {
            throw new KeyUnusable(source, "does not sign" + why(e));
        }
    }

    private static Provider provider(KeySource.InToken source) throws KeyUnusable {
        if (!Files.isReadable(source.module())) {
            throw new KeyUnusable(source, "there is no library at " + source.module() + "; install the token's module");
        }
        Provider bare = Security.getProvider("SunPKCS11");
        if (bare == null) {
            throw new KeyUnusable(source, "this Java runtime lacks the module jdk.crypto.cryptoki; add it");
        }
        String slot = source.slot().isPresent() ? "slot = " + source.slot().getAsLong() : "slotListIndex = 0";
        try {
            return bare.configure("--name = holdfast\nlibrary = " + source.module() + "\n" + slot + "\n");
        } catch (RuntimeException e) {
            throw new KeyUnusable(source, "its library gives no such slot" + why(e));
        }
    }

    private static KeyStore open(KeySource.InToken source, Provider provider) throws KeyUnusable {
        try (Password pin = source.pin().read()) {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin.characters());
            return store;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new KeyUnusable(
                    source, "the token cannot be opened" + why(e) + "; check pin-source before the token locks itself");
        }
    }

    /// The token's own error code, which is one of a fixed set of words.
    private static String why(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            if (TOKEN_ERROR.matcher(message).matches()) {
                return " (" + message + ")";
            }
        }
        return "";
    }
}
