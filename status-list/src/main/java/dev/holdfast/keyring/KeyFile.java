package dev.holdfast.keyring;

import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The bytes of a key file and what they look like.
final class KeyFile {
    /// The longest key file: a key, and a chain of certificates.
    static final int MAX_BYTES = 128 << 10;

    static final String WHAT_IT_MAY_BE =
            "neither a JWK, nor PEM, nor PKCS#12; convert it, such as with: openssl pkcs8 -topk8 -in OLD -out NEW.pem";

    private KeyFile() {}

    /// What a file looks like by its first bytes.
    enum Kind {
        JWK,
        PEM,
        DER,
        UNKNOWN
    }

    /// Reads a file; whoever asked overwrites the bytes.
    static byte[] read(Path path) throws KeyUnusable {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                Arrays.fill(content, (byte) 0);
                throw new KeyUnusable(path, "longer than " + MAX_BYTES + " bytes; a key file holds keys only");
            }
            return content;
        } catch (IOException e) {
            throw new KeyUnusable(path, "cannot be read; check that it is there and readable by this user");
        }
    }

    static Kind kind(byte[] content) {
        int first = 0;
        while (first < content.length && Character.isWhitespace(content[first])) {
            first++;
        }
        if (first == content.length) {
            return Kind.UNKNOWN;
        }
        if (content[first] == '{') {
            return Kind.JWK;
        }
        if (content[0] == 0x30 && content.length > 1 && (content[1] & 0x80) != 0) {
            return Kind.DER;
        }
        return contains(content, "-----BEGIN ") ? Kind.PEM : Kind.UNKNOWN;
    }

    /// One public member of a JWK; nothing else of it is looked at.
    static String member(byte[] jwk, String name) throws Malformed {
        try {
            return StrictJson.text(StrictJson.parseObject(jwk, "the key"), name);
        } catch (Malformed quoting) {
            throw new Malformed(quoting.getMessage());
        }
    }

    private static boolean contains(byte[] content, String mark) {
        byte[] wanted = mark.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + wanted.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
