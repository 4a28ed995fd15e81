package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Keys that people name on the command line. What is private is never shown, in no message either.
final class KeyFiles {
    private KeyFiles() {}

    /// A public JWK or PEM; a private one is refused, because it has no business where documents are edited.
    static PublicKey publicKey(Path file) throws Failure {
        try {
            return KeyRing.publicKey(file);
        } catch (KeyUnusable e) {
            throw Failure.usage(e.getMessage());
        }
    }

    static List<PublicKey> publicKeys(List<Path> files) throws Failure {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(publicKey(file));
        }
        return keys;
    }

    /// A private key to sign with, named as [KeySource] says; a file is refused while others may read it.
    static Signer signer(String source) throws Failure {
        try {
            return signer(KeySource.parse(source));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    static Signer signer(KeySource named) throws Failure {
        if (named instanceof KeySource.InFile file) {
            requirePrivate(file.path());
        }
        try {
            return KeyRing.load(named);
        } catch (KeyUnusable e) {
            throw Failure.usage(e.getMessage());
        }
    }

    private static void requirePrivate(Path file) throws Failure {
        if (!Files.isRegularFile(file)) {
            throw Failure.usage("there is no file " + file);
        }
        try {
            if (SafeFiles.isOpenToOthers(file)) {
                throw Failure.usage(file + " can be read by others: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw Failure.usage("cannot see who may read " + file);
        }
    }

    /// The id of a key, given as such or as a file with its public half.
    static KeyId keyId(String idOrFile) throws Failure {
        try {
            return new KeyId(idOrFile);
        } catch (IllegalArgumentException e) {
            return publicKey(Path.of(idOrFile)).keyId();
        }
    }
}
