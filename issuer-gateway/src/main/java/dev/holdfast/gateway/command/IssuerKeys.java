package dev.holdfast.gateway.command;

import dev.holdfast.event.IssuerId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The secrets of the issuers in whose silos this gateway stands. Read once, at the start.
public final class IssuerKeys {
    private static final String PREFIX = "issuer-";
    private static final String COMMAND = "-command.jwk";
    private static final String ALLOCATION = "-allocation.key";

    private final Map<IssuerId, Secrets> byIssuer;

    public IssuerKeys(Map<IssuerId, Secrets> byIssuer) {
        this.byIssuer = Map.copyOf(byIssuer);
    }

    /// What a gateway needs to act for an issuer.
    ///
    /// @param command signs commands
    /// @param allocation orders the entries of the issuer's lists; at least 32 bytes
    public record Secrets(Signer command, Bytes allocation) {
        @Override
        public String toString() {
            return "Secrets[" + command.keyId() + "]";
        }
    }

    /// Reads `issuer-<id>-command.jwk` (a private JWK) and `issuer-<id>-allocation.key` (base64url) for every
    /// issuer that has the first.
    ///
    /// @throws Malformed naming the file
    public static IssuerKeys in(Path directory) throws IOException, Malformed {
        Map<IssuerId, Secrets> found = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + COMMAND)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String issuer = name.substring(PREFIX.length(), name.length() - COMMAND.length());
                found.put(new IssuerId(issuer), read(file, directory.resolve(PREFIX + issuer + ALLOCATION)));
            }
        }
        return new IssuerKeys(found);
    }

    public Optional<Secrets> of(IssuerId issuer) {
        return Optional.ofNullable(byIssuer.get(issuer));
    }

    public int size() {
        return byIssuer.size();
    }

    private static Secrets read(Path command, Path allocation) throws IOException, Malformed {
        Signer signer;
        try {
            signer = Ed25519Signer.fromJwk(Files.readAllBytes(command));
        } catch (Malformed e) {
            throw new Malformed(command + ": " + e.getMessage(), e);
        }
        try {
            String text =
                    Files.readString(allocation, StandardCharsets.US_ASCII).strip();
            byte[] secret = Base64.getUrlDecoder().decode(text);
            if (secret.length < 32) {
                throw new Malformed(allocation + " has fewer than 32 bytes");
            }
            return new Secrets(signer, Bytes.of(secret));
        } catch (IllegalArgumentException e) {
            throw new Malformed(allocation + " is not base64url", e);
        }
    }
}
