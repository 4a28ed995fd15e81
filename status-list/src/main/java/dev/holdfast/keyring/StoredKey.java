package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An entry of a Java key store, file or token.
final class StoredKey {
    private StoredKey() {}

    /// The entry that was asked for, or the only one that holds a key.
    static String alias(KeyStore store, KeySource source, Optional<String> asked) throws KeyUnusable {
        List<String> keys = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
        } catch (KeyStoreException | RuntimeException e) {
            throw new KeyUnusable(source, "its entries cannot be listed");
        }
        if (asked.isPresent() ? keys.contains(asked.get()) : keys.size() == 1) {
            return asked.orElseGet(keys::getFirst);
        }
        throw new KeyUnusable(source, "holds the keys " + keys + "; name one of them");
    }

    /// A key that its store gives away.
    static Signer extract(@Nullable Key key) throws Malformed {
        return switch (key) {
            case EdECPrivateKey ed when ed.getParams().getName().equals("Ed25519") -> ed25519(ed);
            case ECPrivateKey ec -> PrivateDer.pkcs8(encoded(ec));
            case null, default -> throw new Malformed("the key is none of Ed25519, P-256, P-384");
        };
    }

    private static Signer ed25519(EdECPrivateKey key) throws Malformed {
        byte[] seed = key.getBytes().orElseThrow(() -> new Malformed("the key cannot be taken out of its store"));
        try {
            return Ed25519Signer.ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static byte[] encoded(Key key) throws Malformed {
        byte[] pkcs8 = key.getEncoded();
        if (pkcs8 == null) {
            throw new Malformed("the key cannot be taken out of its store");
        }
        return pkcs8;
    }

    /// The public key that the entry's certificate is of.
    static PublicKey publicKey(KeyStore store, String alias) throws Malformed, KeyStoreException {
        return chain(store, alias)
                .orElseThrow(() -> new Malformed("the key has no certificate beside it"))
                .leafKey();
    }

    /// The signer with the entry's chain, unless the key issued that to itself.
    static Signer certified(KeyStore store, String alias, Signer signer) throws Malformed, KeyStoreException {
        Optional<CertificateChain> chain = chain(store, alias);
        if (chain.isEmpty()) {
            return signer;
        }
        CertifiedSigner certified = new CertifiedSigner(signer, chain.get());
        return chain.get().isSelfIssuedLeaf() ? signer : certified;
    }

    private static Optional<CertificateChain> chain(KeyStore store, String alias) throws Malformed, KeyStoreException {
        Certificate @Nullable [] certificates = store.getCertificateChain(alias);
        if (certificates == null || certificates.length == 0) {
            return Optional.empty();
        }
        List<byte[]> der = new ArrayList<>();
        try {
            for (Certificate certificate : certificates) {
                der.add(certificate.getEncoded());
            }
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new Malformed("a certificate beside the key has no encoding");
        }
        return Optional.of(CertificateChain.ofDer(der));
    }
}
