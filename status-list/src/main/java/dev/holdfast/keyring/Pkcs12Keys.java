package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/// Keys in PKCS#12 files, by the JDK.
final class Pkcs12Keys {
    private Pkcs12Keys() {}

    static Signer load(KeySource.InFile source, byte[] content) throws KeyUnusable {
        PasswordSource from = source.password()
                .orElseThrow(() -> new KeyUnusable(
                        source, "is PKCS#12 and needs a password; add ?password-source=file:PATH or env:NAME"));
        try (Password password = from.read()) {
            KeyStore store = open(source, content, password);
            String alias = StoredKey.alias(store, source, source.alias());
            return signer(source, store, alias, password);
        }
    }

    private static KeyStore open(KeySource source, byte[] content, Password password) throws KeyUnusable {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password.characters());
            return store;
        } catch (IOException | GeneralSecurityException | RuntimeException quoting) {
            throw new KeyUnusable(source, "the password does not open it, or it is no PKCS#12; check password-source");
        }
    }

    private static Signer signer(KeySource source, KeyStore store, String alias, Password password) throws KeyUnusable {
        try {
            Signer signer = StoredKey.extract(store.getKey(alias, password.characters()));
            return StoredKey.certified(store, alias, signer);
        } catch (Malformed e) {
            throw new KeyUnusable(source, e.getMessage());
        } catch (GeneralSecurityException | RuntimeException quoting) {
            throw new KeyUnusable(source, "the key has another password than its file; give both the same");
        }
    }
}
