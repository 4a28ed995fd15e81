package dev.holdfast.schema.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What a registry is shown. Never printed: not by `toString`, not in a message.
public sealed interface Credentials {
    /// The value of the `Authorization` header.
    Optional<String> authorization();

    /// Nothing.
    static Credentials none() {
        return new None();
    }

    /// Reads `basic USER:PASSWORD` or `bearer TOKEN`.
    ///
    /// @throws IllegalArgumentException for anything else; the message does not repeat it
    static Credentials parse(String line) {
        int blank = line.strip().indexOf(' ');
        String secret = line.strip().substring(blank + 1).strip();
        return switch (blank < 0 ? "" : line.strip().substring(0, blank)) {
            case "basic" -> Basic.of(secret);
            case "bearer" -> new Bearer(secret);
            default -> throw new IllegalArgumentException("not credentials: write basic USER:PASSWORD or bearer TOKEN");
        };
    }

    /// Nothing is shown.
    record None() implements Credentials {
        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }
    }

    /// HTTP Basic (RFC 7617).
    record Basic(String user, String password) implements Credentials {
        /// @param text `USER:PASSWORD`
        public static Basic of(String text) {
            int colon = text.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("not credentials: USER:PASSWORD is wanted");
            }
            return new Basic(text.substring(0, colon), text.substring(colon + 1));
        }

        @Override
        public Optional<String> authorization() {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }

        @Override
        public String toString() {
            return "basic ***";
        }
    }

    /// A bearer token (RFC 6750).
    record Bearer(String token) implements Credentials {
        public Bearer {
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException("not a bearer token");
            }
        }

        @Override
        public Optional<String> authorization() {
            return Optional.of("Bearer " + token);
        }

        @Override
        public String toString() {
            return "bearer ***";
        }
    }
}
