package dev.holdfast.gateway;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.Envelope;
import dev.holdfast.event.Command.LeaseBlock;
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
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Allocation;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.CallerToken;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A deployment with two issuers, real keys and one gateway, without a broker.
public final class World {
    public static final Deployment DEPLOYMENT = new Deployment("test");
    public static final IssuerId ACME = new IssuerId("acme");
    public static final IssuerId OTHER = new IssuerId("other");
    public static final WriterId GATEWAY = new WriterId("gateway-1");
    public static final ListId LIST = new ListId("acme.pid");
    public static final int PARTITIONS = 4;
    public static final int HOME = Partitioning.of(LIST, PARTITIONS);
    public static final Bytes SECRET = Bytes.of(seed(7));

    public static final Ed25519Signer ROOT_KEY = Ed25519Signer.ofSeed(seed(1));
    public static final Ed25519Signer COMMANDS = Ed25519Signer.ofSeed(seed(2));
    public static final Ed25519Signer CALLER = Ed25519Signer.ofSeed(seed(3));
    public static final Ed25519Signer OTHER_COMMANDS = Ed25519Signer.ofSeed(seed(4));
    public static final Ed25519Signer OTHER_CALLER = Ed25519Signer.ofSeed(seed(5));
    public static final Ed25519Signer PUBLISHER = Ed25519Signer.ofSeed(seed(6));

    public static final Root ROOT = Root.of(DEPLOYMENT, 1, List.of(ROOT_KEY.publicKey()));
    public static final SignedTrustDocument TRUST = trust();

    private static long lastId = 1_000;

    private World() {}

    private static byte[] seed(int value) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) value);
        return seed;
    }

    private static SignedTrustDocument trust() {
        TrustDocument document = new TrustDocument(
                DEPLOYMENT,
                1,
                TrustDocument.RULES,
                PARTITIONS,
                Optional.empty(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2126-01-01T00:00:00Z"),
                ROOT,
                List.of(
                        new Issuer(
                                ACME,
                                List.of(CALLER.publicKey()),
                                List.of(COMMANDS.publicKey()),
                                Set.of(GATEWAY, new WriterId("gateway-2"))),
                        new Issuer(
                                OTHER,
                                List.of(OTHER_CALLER.publicKey()),
                                List.of(OTHER_COMMANDS.publicKey()),
                                Set.of(GATEWAY))),
                List.of(new Publisher(
                        new Region("eu-central"),
                        1,
                        List.of(PUBLISHER.publicKey()),
                        List.of(Ed25519Signer.ofSeed(seed(8)).publicKey()))));
        try {
            return SignedTrustDocument.openFirst(SignedTrustDocument.sign(document, List.of(ROOT_KEY)), ROOT);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Writes the files that a gateway's settings name.
    public static void write(Path directory) {
        try {
            Files.write(directory.resolve("root.json"), ROOT.toBytes());
            for (IssuerId issuer : List.of(ACME, OTHER)) {
                Files.write(
                        directory.resolve("issuer-" + issuer + "-command.jwk"),
                        (issuer.equals(ACME) ? COMMANDS : OTHER_COMMANDS).toPrivateJwk());
                Files.writeString(
                        directory.resolve("issuer-" + issuer + "-allocation.key"),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET.toArray()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String bearer(IssuerId issuer, Ed25519Signer key) {
        return "Bearer " + CallerToken.sign(issuer, DEPLOYMENT, Instant.now(), Duration.ofMinutes(2), key);
    }

    /// Signed by ACME under a fresh id.
    public static SignedCommand signed(String key, Function<Envelope, Command> command) {
        return signed(LIST, GATEWAY, key, command);
    }

    /// Signed by ACME, written by somebody else than the gateway under test.
    public static SignedCommand signedBy(String writer, ListId list, Function<Envelope, Command> command) {
        return signed(list, new WriterId(writer), "key-of-" + writer, command);
    }

    private static SignedCommand signed(ListId list, WriterId writer, String key, Function<Envelope, Command> command) {
        CommandId id = CommandId.of(++lastId, lastId);
        return CommandCodec.sign(
                command.apply(new Envelope(DEPLOYMENT, ACME, list, writer, new IdempotencyKey(key), id)), COMMANDS);
    }

    public static CommandId idOf(SignedCommand signed) {
        try {
            return CommandCodec.read(signed).envelope().id();
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }

    public static Function<Envelope, Command> open() {
        return envelope -> new OpenList(
                envelope,
                2,
                4_096,
                List.of(Publication.byDefault("https://status.example/lists/" + envelope.list())),
                Allocation.of(SECRET, envelope.list(), 4_096).commitment());
    }

    public static Function<Envelope, Command> change(int idx, Status status) {
        return envelope -> new ChangeStatuses(envelope, List.of(EntryChange.of(idx, status)));
    }

    public static Function<Envelope, Command> lease(int first, int count) {
        return envelope -> new LeaseBlock(
                envelope,
                first,
                count,
                Allocation.of(SECRET, envelope.list(), 4_096).commitment());
    }

    /// What the publisher says of a partition after these events.
    public static SignedHeader checkpoint(int partition, List<? extends StatusEvent> events) {
        PartitionState state = PartitionState.genesis(ROOT, partition);
        for (int offset = 0; offset < events.size(); offset++) {
            Outcome outcome = Fold.decide(state, events.get(offset));
            state.apply(events.get(offset), outcome, offset);
        }
        return checkpoint(partition, state.n(), state.chain(), PUBLISHER);
    }

    public static SignedHeader checkpoint(int partition, long n, Hash chain, Ed25519Signer publisher) {
        Header header = new Header(
                DEPLOYMENT,
                new Region("eu-central"),
                1,
                partition,
                n,
                chain,
                n - 1,
                n == 0 ? 0 : 1,
                0,
                Hash.of(),
                Instant.parse("2026-06-01T00:00:00Z"),
                Hash.of());
        return SignedHeader.sign(header.toBytes(), publisher);
    }
}
