package dev.holdfast.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Web;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Keys in files. What is private is never shown, in no message either.
final class KeyFiles {
    private static final int MAX_BYTES = 16 << 10;

    private KeyFiles() {}

    /// A public JWK; a private one is refused, because it has no business where documents are edited.
    static PublicKey publicKey(Path file) throws Failure {
        try {
            return PublicKey.fromJwk(json(file));
        } catch (Malformed e) {
            throw Failure.usage(file + ": " + e.getMessage());
        }
    }

    static List<PublicKey> publicKeys(List<Path> files) throws Failure {
        List<PublicKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(publicKey(file));
        }
        return keys;
    }

    /// A private JWK to sign with; refused while others may read it.
    static Signer signer(Path file) throws Failure {
        try {
            byte[] jwk = read(file);
            if (SafeFiles.isOpenToOthers(file)) {
                throw Failure.usage(file + " can be read by others: chmod 600 " + file);
            }
            return Ed25519Signer.fromJwk(jwk);
        } catch (Malformed e) {
            throw Failure.usage(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file);
        }
    }

    /// The id of a key, given as such or as a file with its public JWK.
    static KeyId keyId(String idOrFile) throws Failure {
        try {
            return new KeyId(idOrFile);
        } catch (IllegalArgumentException e) {
            return publicKey(Path.of(idOrFile)).keyId();
        }
    }

    private static JsonNode json(Path file) throws Failure, Malformed {
        try {
            JsonNode json = Web.JSON.readTree(read(file));
            if (json == null || !json.isObject()) {
                throw new Malformed("no JWK");
            }
            return json;
        } catch (IOException e) {
            throw Failure.usage("cannot read a public JWK from " + file);
        }
    }

    private static byte[] read(Path file) throws IOException, Failure {
        if (!Files.isRegularFile(file)) {
            throw Failure.usage("there is no file " + file);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw Failure.usage(file + " is too long for a key");
        }
        return Files.readAllBytes(file);
    }
}
