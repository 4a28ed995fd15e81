package dev.holdfast.stream;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.keyring.PasswordSource;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.Topics;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import dev.holdfast.x509.CertificateTrust;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A deployment with fixed keys: one issuer, one writer, one publisher, trust document 1.
public final class TestWorld {
    public static final Deployment DEPLOYMENT = new Deployment("test");
    public static final Region REGION = new Region("eu-central");
    public static final IssuerId ISSUER = new IssuerId("acme");
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    /// The extended key usage that the certificate of [#certifiedKey] names.
    public static final String STATUS_SIGNING = "1.3.6.1.5.5.7.3.9999";

    public static final Hash ALLOCATION = Hash.of(new byte[] {1});

    /// Writes nothing unless it is asked to.
    public static final WriterId SECOND_WRITER = new WriterId("gateway-2");

    private static final WriterId WRITER = new WriterId("gateway-1");

    public final Ed25519Signer rootKey = key(1);
    public final Ed25519Signer commandKey = key(2);
    public final Ed25519Signer checkpointKey = key(4);
    public final Ed25519Signer tokenKey = key(5);
    /// A P-256 key with a chain, from a PKCS#12 file.
    public final Signer certifiedKey = certified();

    public final Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
    public final SignedTrustDocument trust = trust(TrustDocument.RULES);

    private long time;

    /// The same keys each time; command ids rise from [#EPOCH].
    public TestWorld() {
        this(EPOCH);
    }

    /// Command ids rise from `from`.
    public TestWorld(Instant from) {
        this.time = from.toEpochMilli();
    }

    public static Ed25519Signer key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return Ed25519Signer.ofSeed(seed);
    }

    private static Signer certified() {
        var password = new PasswordSource.Variable("PASSWORD", _ -> "changeit");
        try {
            return KeyRing.load(new KeySource.InFile(file("/keys/token.p12"), Optional.empty(), Optional.of(password)));
        } catch (KeyUnusable e) {
            throw new AssertionError(e);
        }
    }

    /// Who trusts the root that certified [#certifiedKey].
    public static CertificateTrust authority(String extendedKeyUsage) {
        try (InputStream pem = Files.newInputStream(file("/keys/root.pem"))) {
            var root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            return new CertificateTrust(Set.of(root), Optional.of(extendedKeyUsage));
        } catch (IOException | CertificateException e) {
            throw new AssertionError(e);
        }
    }

    private static Path file(String resource) {
        try {
            return Path.of(Objects.requireNonNull(TestWorld.class.getResource(resource), resource)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// Trust document 1 under the given rules version.
    public SignedTrustDocument trust(int rules) {
        return trust(rules, REGION);
    }

    /// Trust document 1 of another region.
    public SignedTrustDocument trustFor(Region region) {
        return trust(TrustDocument.RULES, region);
    }

    private SignedTrustDocument trust(int rules, Region region) {
        TrustDocument document = new TrustDocument(
                DEPLOYMENT,
                1,
                rules,
                Topics.PARTITIONS,
                Optional.empty(),
                EPOCH,
                EPOCH.plus(Duration.ofDays(3000)),
                root,
                List.of(new Issuer(
                        ISSUER,
                        List.of(key(6).publicKey()),
                        List.of(commandKey.publicKey()),
                        Set.of(WRITER, SECOND_WRITER))),
                List.of(new Publisher(
                        region,
                        1,
                        List.of(checkpointKey.publicKey()),
                        List.of(tokenKey.publicKey(), certifiedKey.publicKey()))));
        try {
            return SignedTrustDocument.openFirst(SignedTrustDocument.sign(document, List.of(rootKey)), root);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// A step from one trust document to the next.
    @FunctionalInterface
    public interface Edit {
        TrustDocument of(TrustDocument next) throws Exception;
    }

    /// The trust document after another.
    public SignedTrustDocument trustAfter(SignedTrustDocument before, Edit edit) {
        try {
            TrustDocument next = edit.of(TrustEdit.next(before, EPOCH, Duration.ofDays(3000)));
            return before.openNext(SignedTrustDocument.sign(next, List.of(rootKey)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// Ids of lists that live in a partition, without end.
    public static Stream<ListId> listsIn(int partition) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new ListId("acme.list-" + i))
                .filter(list -> Partitioning.of(list, Topics.PARTITIONS) == partition);
    }

    /// What every command of one list needs; its id is later than any before.
    public Command.Envelope envelope(ListId list) {
        return envelope(list, WRITER);
    }

    /// The same for a writer.
    public Command.Envelope envelope(ListId list, WriterId writer) {
        CommandId id = CommandId.of(++time, time * 7);
        return new Command.Envelope(DEPLOYMENT, ISSUER, list, writer, new IdempotencyKey("key-" + id), id);
    }

    public OpenList open(ListId list, int bits, int capacity) {
        Publication token = Publication.byDefault("https://status.example/lists/" + list);
        return new OpenList(envelope(list), bits, capacity, List.of(token), ALLOCATION);
    }

    public ChangeStatuses change(ListId list, int idx, Status status) {
        return new ChangeStatuses(envelope(list), List.of(EntryChange.of(idx, status)));
    }

    public SignedCommand sign(Command command) {
        return sign(command, commandKey);
    }

    public static SignedCommand sign(Command command, Signer signer) {
        return CommandCodec.sign(command, signer);
    }

    /// The same command with a bit of its signature turned over.
    public static SignedCommand forged(SignedCommand command) {
        byte[] signature = command.signature().toArray();
        signature[7] ^= 1;
        return new SignedCommand(command.signedBytes(), command.keyId(), Bytes.of(signature));
    }

    public static EventRecord record(StatusEvent event) {
        return new EventRecord(event, "test", Optional.empty());
    }
}
