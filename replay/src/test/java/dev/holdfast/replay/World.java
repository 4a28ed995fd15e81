package dev.holdfast.replay;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
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
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Draft;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.Pending;
import dev.holdfast.format.Form;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.keyring.PasswordSource;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.ListImage;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.SignedList;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// An issuer, a stream and a notary over a log in memory: one partition, honest unless told otherwise.
final class World {
    static final Deployment DEPLOYMENT = new Deployment("demo");
    static final Region REGION = new Region("eu-central");
    static final IssuerId ISSUER = new IssuerId("acme");
    static final ListId LIST = new ListId("acme.cards");
    static final String URI = "https://status.example/lists/acme.cards";
    static final Form JWT = Form.of(new TokenStatusListJwt());
    static final Form CWT = Form.of(new TokenStatusListCwt());
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final MemoryLog log;
    final int partition;
    final Signer rootKey = key(1);
    final Signer checkpointKey = key(2);
    final Signer tokenKey = key(3);
    /// A P-256 key with a chain, from a PKCS#12 file.
    final Signer certifiedKey = certified();
    final Signer commandKey = key(4);
    final Signer callerKey = key(5);
    final Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));
    final SignedTrustDocument trust;
    PartitionState state;
    private final Pending pending = Pending.since(0);
    private Instant now = START;
    private long commands;

    World() throws Exception {
        this(1);
    }

    World(int partitions) throws Exception {
        log = new MemoryLog(partitions);
        partition = Partitioning.of(LIST, partitions);
        state = PartitionState.genesis(root, partition);
        trust = SignedTrustDocument.openFirst(
                SignedTrustDocument.sign(document(partitions, 1, Optional.empty(), checkpointKey), List.of(rootKey)),
                root);
        log.append(Section.TRUST, 0, Codecs.TRUST.record("t", 0, Topics.trustKey(), TrustRecord.of(trust)));
        event(trust.toEvent());
    }

    static Ed25519Signer key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Ed25519Signer.ofSeed(bytes);
    }

    TrustDocument document(int partitions, int version, Optional<Hash> previous, Signer checkpoints) {
        return new TrustDocument(
                DEPLOYMENT,
                version,
                TrustDocument.RULES,
                partitions,
                previous,
                START,
                START.plus(Duration.ofDays(30)),
                root,
                List.of(new Issuer(
                        ISSUER,
                        List.of(callerKey.publicKey()),
                        List.of(commandKey.publicKey()),
                        Set.of(new WriterId("gateway-1")))),
                List.of(new Publisher(
                        REGION,
                        1,
                        List.of(checkpoints.publicKey()),
                        List.of(tokenKey.publicKey(), certifiedKey.publicKey()))));
    }

    private static Signer certified() {
        var password = new PasswordSource.Variable("PASSWORD", _ -> "changeit");
        try {
            var store = Objects.requireNonNull(World.class.getResource("/keys/token.p12"));
            return KeyRing.load(new KeySource.InFile(Path.of(store.toURI()), Optional.empty(), Optional.of(password)));
        } catch (KeyUnusable | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// Five events with a checkpoint after each but the fourth, a snapshot and a token.
    World ordinary() {
        open(LIST, 2, 100);
        checkpoint();
        change(3, Status.INVALID);
        checkpoint();
        change(4, Status.SUSPENDED);
        change(3, Status.VALID); // refused: final
        checkpoint();
        snapshot();
        token();
        heartbeat();
        change(4, Status.VALID);
        checkpoint();
        token();
        return this;
    }

    Command.Envelope envelope(ListId list) {
        commands++;
        return new Command.Envelope(
                DEPLOYMENT,
                ISSUER,
                list,
                new WriterId("gateway-1"),
                new IdempotencyKey("key-" + commands),
                CommandId.of(START.toEpochMilli() + commands, commands));
    }

    Outcome open(ListId list, int bits, int capacity) {
        return open(list, bits, capacity, JWT, CWT);
    }

    Outcome open(ListId list, int bits, int capacity, Form... forms) {
        List<Publication> publications = Arrays.stream(forms)
                .map(form -> new Publication(form, uri(form)))
                .toList();
        return command(new OpenList(envelope(list), bits, capacity, publications, Hash.of(new byte[] {7})));
    }

    private static String uri(Form form) {
        return form.purpose() == Purpose.STATUS
                ? URI
                : URI.replace("/lists/", "/" + form.purpose().wireName() + "/");
    }

    Outcome change(int idx, Status status) {
        return command(new ChangeStatuses(envelope(LIST), List.of(EntryChange.of(idx, status))));
    }

    Outcome command(Command command) {
        return event(CommandCodec.sign(command, commandKey));
    }

    Outcome event(StatusEvent event) {
        tick();
        EventRecord record = new EventRecord(event, "gateway-1", Optional.of(now));
        long offset = log.append(Section.STATUS_EVENTS, partition, Codecs.EVENT.record("t", partition, null, record));
        Outcome outcome = Fold.decide(state, event);
        state.apply(event, outcome, offset);
        pending.note(state, outcome);
        return outcome;
    }

    Instant tick() {
        now = now.plusMillis(100);
        return now;
    }

    Header checkpoint() {
        return checkpoint(UnaryOperator.identity(), checkpointKey);
    }

    /// A checkpoint whose header is changed before it is signed.
    Header checkpoint(UnaryOperator<Header> change, Signer signer) {
        Draft draft = Draft.of(state, pending.cut(state), REGION, tick());
        Header header = change.apply(draft.header());
        publish(new Checkpoint(SignedHeader.sign(header.toBytes(), signer), draft.body()));
        return header;
    }

    void heartbeat() {
        checkpoint();
    }

    void publish(Checkpoint checkpoint) {
        log.append(
                Section.CHECKPOINTS,
                partition,
                Codecs.CHECKPOINT.record(
                        "t", partition, Topics.partitionKey(partition), new CheckpointRecord(partition, checkpoint)));
    }

    SignedHeader signedNow() {
        Draft draft = Draft.of(state, dev.holdfast.checkpoint.Delta.heartbeat(state.n()), REGION, tick());
        return SignedHeader.sign(draft.header().toBytes(), checkpointKey);
    }

    void snapshot() {
        SignedHeader signed = signedNow();
        byte[] lists = Snapshot.listBytes(state.images());
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < lists.length; from += 16) {
            pieces.add(Arrays.copyOfRange(lists, from, Math.min(lists.length, from + 16)));
        }
        for (int i = 0; i < pieces.size(); i++) {
            var chunk = new SnapshotChunk(partition, signed, i, pieces.size(), Bytes.of(pieces.get(i)));
            log.append(
                    Section.SNAPSHOTS,
                    partition,
                    Codecs.SNAPSHOT.record("t", partition, Topics.partitionKey(partition), chunk));
        }
    }

    void token() {
        token(UnaryOperator.identity(), tokenKey);
    }

    /// A token whose claims are changed before it is signed.
    void token(UnaryOperator<StatusListToken> change, Signer signer) {
        token(JWT, change, signer);
    }

    /// The same in another form.
    void token(Form form, UnaryOperator<StatusListToken> change, Signer signer) {
        ListImage image = state.lists().get(LIST).image();
        Instant issuedAt = tick();
        StatusListToken token = change.apply(new StatusListToken(
                uri(form),
                issuedAt,
                Optional.of(issuedAt.plus(Duration.ofDays(1))),
                Optional.of(Duration.ofSeconds(60)),
                form.purpose().of(image.statuses()),
                StatusListAggregation.uriFor(LIST, form, uri(form)),
                Optional.of(new Provenance(1, partition, state.n(), image.version()))));
        byte[] draft = form.format().draft(new Statement(form.purpose(), token), 6);
        publishToken(form, image.version(), token, form.format().secure(draft, signer));
    }

    void publishToken(Form form, long version, StatusListToken token, Bytes signed) {
        SignedList record = new SignedList(
                LIST,
                form,
                version,
                1,
                state.n(),
                token.issuedAt(),
                token.expiresAt().orElseThrow(),
                form.format().mediaType(),
                uri(form),
                signed);
        log.append(
                Section.SIGNED_LISTS,
                partition,
                Codecs.SIGNED_LIST.record("t", partition, Topics.signedListKey(LIST, form), record));
    }

    PartitionReport replay() throws Exception {
        return new Rebuild(log, root).replay(partition);
    }
}
