package dev.holdfast.keyring;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Where a signing key is to be had, as a setting names it:
///
/// - `keys/token.jwk`, `keys/token.pem`: a file, whose content tells what it is;
/// - `keys/token.p12?alias=token&password-source=file:/run/secrets/p12`: the same with what it takes to open it;
/// - `pkcs11:object=token;slot-id=7?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin`: a
///   key in a token (RFC 7512). Without `slot-id` the first slot that holds a token.
public sealed interface KeySource {
    String TOKEN_SCHEME = "pkcs11:";

    /// @throws IllegalArgumentException if the text names no source; the message says what is wrong with it
    static KeySource parse(String text) {
        try {
            return text.startsWith(TOKEN_SCHEME) ? token(text.substring(TOKEN_SCHEME.length())) : file(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("a key is named by a path that this system does not have");
        }
    }

    /// A key file: a private JWK, PEM (PKCS#8, also encrypted, or SEC 1, with certificates behind it), or PKCS#12.
    ///
    /// @param alias which entry of a PKCS#12 file; not needed if it holds one key
    record InFile(Path path, Optional<String> alias, Optional<PasswordSource> password) implements KeySource {
        /// A file that is not encrypted.
        public static InFile of(Path path) {
            return new InFile(path, Optional.empty(), Optional.empty());
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// A key that stays in a PKCS#11 token. With the JDK's provider it is a P-256 or P-384 key, and has a certificate
    /// beside it.
    ///
    /// @param module the token's library, absolute
    /// @param slot the slot's number as the library gives it; empty for the first
    /// @param object label of the key and of its certificate
    record InToken(Path module, OptionalLong slot, String object, PasswordSource pin) implements KeySource {
        private static final String NO_CONFIGURATION_SYNTAX = "[^\\p{Cntrl}\"'$#\\\\]+";

        /// @throws IllegalArgumentException for a path that is not absolute, or cannot be written down for the provider
        public InToken {
            if (!module.isAbsolute() || !module.toString().matches(NO_CONFIGURATION_SYNTAX)) {
                throw new IllegalArgumentException("module-path is not a plain absolute path");
            }
            if (slot.isPresent() && slot.getAsLong() < 0) {
                throw new IllegalArgumentException("slot-id is negative");
            }
        }

        @Override
        public String toString() {
            return TOKEN_SCHEME + "object=" + object;
        }
    }

    private static InFile file(String text) {
        int query = text.indexOf('?');
        Map<String, String> options =
                query < 0 ? Map.of() : attributes(text.substring(query + 1), "&", Set.of("alias", "password-source"));
        String path = query < 0 ? text : text.substring(0, query);
        if (path.isBlank()) {
            throw new IllegalArgumentException("no key file is named");
        }
        return new InFile(
                Path.of(path),
                Optional.ofNullable(options.get("alias")),
                Optional.ofNullable(options.get("password-source")).map(PasswordSource::parse));
    }

    private static InToken token(String text) {
        int query = text.indexOf('?');
        if (query < 0) {
            throw new IllegalArgumentException("a pkcs11: key needs ?module-path=LIBRARY&pin-source=file:PATH");
        }
        Map<String, String> where = attributes(text.substring(0, query), ";", Set.of("object", "slot-id"));
        Map<String, String> how = attributes(text.substring(query + 1), "&", Set.of("module-path", "pin-source"));
        return new InToken(
                Path.of(required(how, "module-path")),
                where.containsKey("slot-id") ? OptionalLong.of(slot(where.get("slot-id"))) : OptionalLong.empty(),
                required(where, "object"),
                PasswordSource.parse(required(how, "pin-source")));
    }

    private static long slot(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("slot-id is not a number");
        }
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("a pkcs11: key needs " + name);
        }
        return value;
    }

    private static Map<String, String> attributes(String text, String separator, Set<String> known) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String part : text.split(separator, -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !known.contains(name)) {
                // The value is not repeated: it could be a PIN that somebody wrote where it does not belong.
                throw new IllegalArgumentException("a key is described by "
                        + String.join(", ", known.stream().sorted().toList())
                        + " and nothing else; PINs and passwords stand in a file that a -source names");
            }
            String value = URLDecoder.decode(part.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
            if (attributes.put(name, value) != null) {
                throw new IllegalArgumentException(name + " stands twice");
            }
        }
        return attributes;
    }
}
