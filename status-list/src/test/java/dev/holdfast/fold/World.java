package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
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
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A deployment with fixed keys, for tests: two issuers, two writers, one publisher, trust document 1.
public final class World {
    public static final Deployment DEPLOYMENT = new Deployment("test");
    public static final Region REGION = new Region("eu-central");
    public static final IssuerId ACME = new IssuerId("acme");
    public static final IssuerId OTHER = new IssuerId("other");
    public static final WriterId GATEWAY = new WriterId("gw-1");
    public static final WriterId SECOND = new WriterId("gw-2");
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    public static final Hash ALLOCATION = Hash.of(new byte[] {1});

    public final Signer rootKey = key(1);
    public final Signer acmeKey = key(2);
    public final Signer otherKey = key(3);
    public final Signer checkpointKey = key(4);
    public final Signer tokenKey = key(5);
    public final Signer acmeCaller = key(6);
    public final Signer otherCaller = key(7);
    public final Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
    public final SignedTrustDocument trust = openFirst(document(16));

    private long time = EPOCH.toEpochMilli();

    /// Time stands at [#EPOCH].
    public World() {}

    public static Signer key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Ed25519Signer.ofSeed(bytes);
    }

    public TrustDocument document(int partitions) {
        return new TrustDocument(
                DEPLOYMENT,
                1,
                TrustDocument.RULES,
                partitions,
                Optional.empty(),
                EPOCH,
                EPOCH.plus(Duration.ofDays(30)),
                root,
                List.of(
                        new Issuer(ACME, List.of(acmeCaller.publicKey()), List.of(acmeKey.publicKey()), writers()),
                        new Issuer(OTHER, List.of(otherCaller.publicKey()), List.of(otherKey.publicKey()), writers())),
                List.of(new Publisher(REGION, 1, List.of(checkpointKey.publicKey()), List.of(tokenKey.publicKey()))));
    }

    public SignedTrustDocument openFirst(TrustDocument document) {
        try {
            return SignedTrustDocument.openFirst(SignedTrustDocument.sign(document, List.of(rootKey)), root);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// A partition that has adopted trust document 1 at offset 0.
    public PartitionState partition(int number) {
        PartitionState state = PartitionState.genesis(root, number);
        var event = trust.toEvent();
        state.apply(event, Fold.decide(state, event), 0);
        return state;
    }

    public static int partitionOf(ListId list) {
        return Partitioning.of(list, 16);
    }

    public Command.Envelope envelope(ListId list, WriterId writer) {
        CommandId id = CommandId.of(++time, time * 7);
        return new Command.Envelope(DEPLOYMENT, list.issuer(), list, writer, new IdempotencyKey("key-" + id), id);
    }

    public Command.Envelope envelope(ListId list) {
        return envelope(list, GATEWAY);
    }

    public OpenList open(ListId list, int bits, int capacity) {
        return new OpenList(
                envelope(list),
                bits,
                capacity,
                List.of(Publication.byDefault("https://status.example/lists/" + list)),
                ALLOCATION);
    }

    public LeaseBlock lease(ListId list, int first, int count) {
        return new LeaseBlock(envelope(list), first, count, ALLOCATION);
    }

    public RetireList retire(ListId list) {
        return new RetireList(envelope(list));
    }

    public ChangeStatuses change(ListId list, int idx, Status status) {
        return new ChangeStatuses(envelope(list), List.of(EntryChange.of(idx, status)));
    }

    public ChangeStatuses changeIf(ListId list, int idx, Status status, long version) {
        return new ChangeStatuses(envelope(list), List.of(new EntryChange(idx, status, OptionalLong.of(version))));
    }

    public SignedCommand sign(Command command) {
        return CommandCodec.sign(command, command.envelope().issuer().equals(ACME) ? acmeKey : otherKey);
    }

    /// Folds a signed command into `state` at its next offset.
    public Outcome fold(PartitionState state, Command command) {
        return fold(state, sign(command));
    }

    public Outcome fold(PartitionState state, SignedCommand signed) {
        Outcome outcome = Fold.decide(state, signed);
        state.apply(signed, outcome, state.homeOffset() + 1);
        return outcome;
    }

    /// The same partition after a restart: everything put back from its rows.
    public PartitionState restarted(PartitionState state) {
        return PartitionState.restore(
                root,
                state.partition(),
                state.toRow(),
                state.trust(),
                state.lists().values().stream().map(World::rows).toList(),
                state.strays().rows());
    }

    private static PartitionState.ListRows rows(ListState list) {
        List<ListState.EntryRow> entries = Arrays.stream(list.entryVersions().changedAfter(0))
                .mapToObj(
                        idx -> new ListState.EntryRow(idx, list.entryVersions().of(idx)))
                .toList();
        return new PartitionState.ListRows(list.toRow(), entries, list.recent().rows());
    }

    public static SignedCommand tampered(SignedCommand signed) {
        byte[] signature = signed.signature().toArray();
        signature[10] ^= 1;
        return new SignedCommand(signed.signedBytes(), signed.keyId(), Bytes.of(signature));
    }

    private static Set<WriterId> writers() {
        return Set.of(GATEWAY, SECOND);
    }
}
