package dev.holdfast.cli.demo;

import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.Untrusted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The throw-away keys of a demo, in files that only their owner can read: root, publisher, two issuers. Nothing
/// else in Holdfast makes keys unasked.
public record DemoKeys(Path directory, SignedTrustDocument trust) {
    public static final Deployment DEPLOYMENT = new Deployment("demo");
    public static final Region HOME = new Region("eu-central");
    public static final IssuerId ACME = new IssuerId("acme");
    public static final IssuerId GLOBEX = new IssuerId("globex");
    public static final WriterId WRITER = new WriterId("gateway-1");

    /// For who appends without a gateway: nothing of the demo itself writes under this name.
    public static final WriterId DIRECT = new WriterId("direct-1");

    public static final int PARTITIONS = 16;

    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Reads the keys of a directory, or makes them if it holds none.
    public static DemoKeys in(Path directory) throws IOException, DemoFailure {
        Path document = directory.resolve("trust-1.json");
        try {
            if (!Files.exists(document)) {
                make(directory, document);
            }
            Root root = Root.read(directory.resolve("root.json"));
            return new DemoKeys(directory, SignedTrustDocument.openFirst(Bytes.of(Files.readAllBytes(document)), root));
        } catch (Malformed | Untrusted e) {
            throw new DemoFailure(2, "the keys under " + directory + " are not those of a demo: " + e.getMessage(), e);
        }
    }

    public Path rootFile() {
        return directory.resolve("root.json");
    }

    /// The stream's setting: `publisher-checkpoint.jwk`, and before it any `publisher-checkpoint-<word>.jwk`.
    public String checkpointKeys() {
        return keyring("publisher-checkpoint");
    }

    public String tokenKeys() {
        return keyring("publisher-token");
    }

    private String keyring(String name) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.matches(".*/" + name + "(-[a-z0-9]+)?\\.jwk"))
                    .sorted()
                    .collect(Collectors.joining(","));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Ed25519Signer callerKey(IssuerId issuer) throws IOException, DemoFailure {
        return read("issuer-" + issuer + "-caller.jwk");
    }

    public Ed25519Signer commandKey(IssuerId issuer) throws IOException, DemoFailure {
        return read("issuer-" + issuer + "-command.jwk");
    }

    private Ed25519Signer read(String name) throws IOException, DemoFailure {
        try {
            return Ed25519Signer.fromJwk(Files.readAllBytes(directory.resolve(name)));
        } catch (Malformed e) {
            throw new DemoFailure(2, "key file " + name + ": " + e.getMessage(), e);
        }
    }

    private static void make(Path directory, Path document) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Ed25519Signer rootKey = key(directory, "root.jwk");
        Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
        write(directory.resolve("root.json"), root.toBytes());
        List<PublicKey> checkpoint =
                List.of(key(directory, "publisher-checkpoint.jwk").publicKey());
        List<PublicKey> token = List.of(key(directory, "publisher-token.jwk").publicKey());
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        TrustDocument first = new TrustDocument(
                DEPLOYMENT,
                1,
                TrustDocument.RULES,
                PARTITIONS,
                Optional.empty(),
                now,
                now.plus(VALIDITY),
                root,
                List.of(issuer(directory, ACME), issuer(directory, GLOBEX)),
                List.of(new Publisher(HOME, 1, checkpoint, token)));
        write(document, SignedTrustDocument.sign(first, List.of(rootKey)).toArray());
    }

    private static Issuer issuer(Path directory, IssuerId id) throws IOException {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        write(
                directory.resolve("issuer-" + id + "-allocation.key"),
                Base64.getUrlEncoder().withoutPadding().encode(secret));
        return new Issuer(
                id,
                List.of(key(directory, "issuer-" + id + "-caller.jwk").publicKey()),
                List.of(key(directory, "issuer-" + id + "-command.jwk").publicKey()),
                Set.of(WRITER, DIRECT));
    }

    private static Ed25519Signer key(Path directory, String name) throws IOException {
        Ed25519Signer signer = Ed25519Signer.generate(RANDOM);
        write(directory.resolve(name), signer.toPrivateJwk());
        return signer;
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
