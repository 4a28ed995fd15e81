package dev.holdfast.gateway.command;

import dev.holdfast.event.IssuerId;
import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.TrustDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The secrets of the issuers in whose silos this gateway stands. Read once, at the start.
public final class IssuerKeys {
    private static final String PREFIX = "issuer-";
    private static final Pattern COMMAND = Pattern.compile("issuer-(.+)-command(-[a-z0-9]+)?\\.(jwk|pem)");
    private static final String ALLOCATION = "-allocation.key";
    private static final int MAX_SECRET = 1024;

    private final Map<IssuerId, Secrets> byIssuer;

    public IssuerKeys(Map<IssuerId, Secrets> byIssuer) {
        this.byIssuer = Map.copyOf(byIssuer);
    }

    /// What a gateway needs to act for an issuer.
    ///
    /// @param commands sign commands; at least one. Several while keys are rotated
    /// @param allocation orders the entries of the issuer's lists; at least 32 bytes
    public record Secrets(List<Signer> commands, Bytes allocation) {
        public Secrets {
            commands = List.copyOf(commands);
            if (commands.isEmpty()) {
                throw new IllegalArgumentException("an issuer without a command key");
            }
        }

        public Secrets(Signer command, Bytes allocation) {
            this(List.of(command), allocation);
        }

        /// The key to sign with: the first that the trust document lists. Without one any key will do, because
        /// the fold refuses it by name.
        Signer commandUnder(Optional<TrustDocument> trust) {
            return commands.stream()
                    .filter(signer ->
                            trust.isPresent() && trust.get().commandKeys().containsKey(signer.keyId()))
                    .findFirst()
                    .orElse(commands.getFirst());
        }

        @Override
        public String toString() {
            return "Secrets" + commands.stream().map(Signer::keyId).toList();
        }
    }

    /// Reads `issuer-<id>-command.jwk` and any `issuer-<id>-command-<word>.jwk` (private keys, or `.pem`), those with
    /// a word first, and `issuer-<id>-allocation.key` (base64url) for every issuer that has one of the first.
    ///
    /// @throws KeyUnusable naming the file of a command key
    /// @throws Malformed naming the file of an allocation secret
    public static IssuerKeys in(Path directory) throws IOException, KeyUnusable, Malformed {
        SortedMap<String, List<Signer>> commands = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*.{jwk,pem}")) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            // A dash sorts before a dot: the keys that were added later come first.
            sorted.sort(Comparator.comparing(file -> String.valueOf(file.getFileName())));
            for (Path file : sorted) {
                Matcher name = COMMAND.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    commands.computeIfAbsent(name.group(1), _ -> new ArrayList<>())
                            .add(KeyRing.load(KeySource.InFile.of(file)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Map<IssuerId, Secrets> found = new HashMap<>();
        for (Map.Entry<String, List<Signer>> issuer : commands.entrySet()) {
            Bytes secret = allocation(directory.resolve(PREFIX + issuer.getKey() + ALLOCATION));
            found.put(new IssuerId(issuer.getKey()), new Secrets(issuer.getValue(), secret));
        }
        return new IssuerKeys(found);
    }

    public Optional<Secrets> of(IssuerId issuer) {
        return Optional.ofNullable(byIssuer.get(issuer));
    }

    public int size() {
        return byIssuer.size();
    }

    private static Bytes allocation(Path file) throws IOException, Malformed {
        try {
            String text = new String(BoundedFile.read(file, MAX_SECRET), StandardCharsets.US_ASCII).strip();
            byte[] secret = Base64.getUrlDecoder().decode(text);
            if (secret.length < 32) {
                throw new Malformed(file + " has fewer than 32 bytes");
            }
            return Bytes.of(secret);
        } catch (IllegalArgumentException e) {
            throw new Malformed(file + " is not base64url", e);
        }
    }
}
