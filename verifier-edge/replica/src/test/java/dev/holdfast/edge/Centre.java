package dev.holdfast.edge;

import dev.holdfast.checkpoint.Changes;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Delta.ListChange;
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
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.ListImage;
import dev.holdfast.schema.SignedList;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The centre, in memory: it folds commands and signs what comes of them with the real code and keys. Two of
/// them have the same keys, which is how a stolen key is tested.
public final class Centre {
    public static final Deployment DEPLOYMENT = new Deployment("test");
    public static final Region HOME = new Region("eu-central");
    public static final int CAPACITY = 20_000;

    private static final IssuerId ISSUER = new IssuerId("acme");
    private static final WriterId WRITER = new WriterId("acme-gateway");

    public final Ed25519Signer rootKey = key(1);
    public final Ed25519Signer checkpointKey = key(2);
    public final Ed25519Signer tokenKey = key(3);
    public final Root root = Root.of(DEPLOYMENT, 1, List.of(rootKey.publicKey()));

    /// Who signs checkpoints and snapshots now.
    public Ed25519Signer signer = checkpointKey;

    /// Who signs trust documents now.
    public List<Signer> roots = List.of(rootKey);

    private final Ed25519Signer commandKey = key(4);
    private final InstantSource clock;
    private final int partitions;
    private final List<SignedTrustDocument> trust = new ArrayList<>();
    private final List<PartitionState> states = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<Integer, Instant> lastIssued = new HashMap<>();
    private long ids;

    public Centre(InstantSource clock, int partitions) {
        this.clock = clock;
        this.partitions = partitions;
        for (int partition = 0; partition < partitions; partition++) {
            states.add(PartitionState.genesis(root, partition));
            pending.add(Pending.since(0));
        }
        adopt(document(1, Optional.empty(), clock.instant().plus(Duration.ofDays(30)), 1, checkpointKey));
    }

    public static Ed25519Signer key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Ed25519Signer.ofSeed(bytes);
    }

    public List<SignedTrustDocument> trust() {
        return List.copyOf(trust);
    }

    public SignedTrustDocument newestTrust() {
        return trust.getLast();
    }

    /// Publishes the next trust document, in which `checkpoints` signs checkpoints of the given epoch.
    public SignedTrustDocument nextTrust(int epoch, Ed25519Signer checkpoints) {
        SignedTrustDocument last = newestTrust();
        return adopt(document(
                last.document().version() + 1,
                Optional.of(last.hash()),
                clock.instant().plus(Duration.ofDays(30)),
                epoch,
                checkpoints));
    }

    /// A step from one trust document to the next.
    @FunctionalInterface
    public interface Edit {
        TrustDocument of(TrustDocument next) throws Exception;
    }

    /// Signs the next trust document without adopting it.
    public Bytes signed(Edit edit, Signer... by) throws Exception {
        TrustDocument next = edit.of(TrustEdit.next(newestTrust(), clock.instant(), Duration.ofDays(30)));
        return SignedTrustDocument.sign(next, List.of(by));
    }

    /// Publishes the next trust document.
    public SignedTrustDocument edit(Edit edit) throws Exception {
        return adopt(edit.of(TrustEdit.next(newestTrust(), clock.instant(), Duration.ofDays(30))));
    }

    private TrustDocument document(
            int version, Optional<Hash> previous, Instant expires, int epoch, Ed25519Signer checkpoints) {
        return new TrustDocument(
                DEPLOYMENT,
                version,
                TrustDocument.RULES,
                partitions,
                previous,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                expires.truncatedTo(ChronoUnit.SECONDS),
                root,
                List.of(new Issuer(ISSUER, List.of(), List.of(commandKey.publicKey()), Set.of(WRITER))),
                List.of(new Publisher(HOME, epoch, List.of(checkpoints.publicKey()), List.of(tokenKey.publicKey()))));
    }

    private SignedTrustDocument adopt(TrustDocument document) {
        Bytes signed = SignedTrustDocument.sign(document, roots);
        try {
            SignedTrustDocument next = trust.isEmpty()
                    ? SignedTrustDocument.openFirst(signed, root)
                    : newestTrust().openNext(signed);
            trust.add(next);
            for (int partition = 0; partition < partitions; partition++) {
                fold(partition, next.toEvent());
            }
            return next;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public int partitionOf(ListId list) {
        return Partitioning.of(list, partitions);
    }

    public static ListId list(String name) {
        return new ListId("acme." + name);
    }

    public static String uri(ListId list) {
        return "https://status.example/lists/" + list;
    }

    public ListId open(String name) {
        return open(list(name), uri(list(name)));
    }

    public ListId open(ListId list, String uri) {
        return open(list, List.of(Publication.byDefault(uri)));
    }

    public ListId open(ListId list, List<Publication> publications) {
        return open(list, CAPACITY, publications);
    }

    public ListId open(ListId list, int capacity, List<Publication> publications) {
        command(list, envelope -> new OpenList(envelope, 2, capacity, publications, Hash.of(new byte[] {1})));
        return list;
    }

    public void set(ListId list, int idx, Status status) {
        command(list, envelope -> new ChangeStatuses(envelope, List.of(EntryChange.of(idx, status))));
    }

    private interface Body {
        Command of(Command.Envelope envelope);
    }

    private void command(ListId list, Body body) {
        ids++;
        Command.Envelope envelope = new Command.Envelope(
                DEPLOYMENT, ISSUER, list, WRITER, new IdempotencyKey("k" + ids), CommandId.of(ids, ids));
        fold(partitionOf(list), CommandCodec.sign(body.of(envelope), commandKey));
    }

    private void fold(int partition, StatusEvent event) {
        PartitionState state = states.get(partition);
        Outcome outcome = Fold.decide(state, event);
        if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.NotAuthentic) {
            throw new IllegalStateException(outcome.toString());
        }
        state.apply(event, outcome, state.homeOffset() + 1);
        pending.get(partition).note(state, outcome);
    }

    private Instant issue(int partition) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant last = lastIssued.get(partition);
        Instant next = last == null || now.isAfter(last) ? now : last.plusMillis(1);
        lastIssued.put(partition, next);
        return next;
    }

    /// The next checkpoint of a partition: a delta, or a heartbeat if nothing happened.
    public Checkpoint checkpoint(int partition) {
        PartitionState state = states.get(partition);
        Draft draft = Draft.of(state, pending.get(partition).cut(state), HOME, issue(partition));
        return new Checkpoint(SignedHeader.sign(draft.header().toBytes(), signer), draft.body());
    }

    public Snapshot snapshot(int partition) {
        PartitionState state = states.get(partition);
        Draft draft = Draft.of(state, Delta.heartbeat(state.n()), HOME, issue(partition));
        return new Snapshot(SignedHeader.sign(draft.header().toBytes(), signer), state.images());
    }

    /// A state that no fold made, correctly signed.
    public Snapshot snapshotOf(int partition, long n, Collection<ListImage> images) {
        PartitionState state = states.get(partition);
        Header header = new Header(
                DEPLOYMENT,
                HOME,
                1,
                partition,
                n,
                Hash.of(new byte[] {(byte) n}),
                n,
                state.trust().orElseThrow().document().version(),
                images.size(),
                Snapshot.rootOf(images),
                issue(partition),
                Delta.hashOf(new byte[0]));
        return new Snapshot(SignedHeader.sign(header.toBytes(), checkpointKey), List.copyOf(images));
    }

    /// A delta that the fold would never make, correctly signed: sets an entry, whatever it was.
    public Checkpoint forge(ListId list, int idx, Status status) {
        return forge(list, new TreeMap<>(Map.of(idx, status.code())));
    }

    /// The same for many entries.
    public Checkpoint forge(ListId list, SortedMap<Integer, Integer> codes) {
        int partition = partitionOf(list);
        PartitionState state = states.get(partition);
        List<ListImage> images = new ArrayList<>();
        for (ListImage image : state.images()) {
            images.add(
                    image.id().equals(list)
                            ? new ListImage(
                                    image.descriptor(),
                                    image.version() + 1,
                                    image.statuses().with(codes))
                            : image);
        }
        long version = state.lists().get(list).image().version();
        Delta delta = new Delta(
                state.n(),
                List.of(new ListChange(list, version, version + 1, Optional.empty(), Bytes.of(Changes.encode(codes)))),
                List.of());
        Header real = header(partition, state.n() + 1, images, delta);
        return new Checkpoint(SignedHeader.sign(real.toBytes(), checkpointKey), Bytes.of(delta.toBytes()));
    }

    private Header header(int partition, long n, List<ListImage> images, Delta delta) {
        return new Header(
                DEPLOYMENT,
                HOME,
                1,
                partition,
                n,
                Hash.of(new byte[] {7}),
                n,
                1,
                images.size(),
                Snapshot.rootOf(images),
                issue(partition),
                Delta.hashOf(delta.toBytes()));
    }

    public PartitionState state(int partition) {
        return states.get(partition);
    }

    /// The standard token of a list as it is now.
    public SignedList token(ListId list, Duration life) {
        PartitionState state = states.get(partitionOf(list));
        ListImage image = state.lists().get(list).image();
        return token(image, state.n(), life);
    }

    public SignedList token(ListImage image, long n, Duration life) {
        return token(image, n, Form.of(new TokenStatusListJwt()), life);
    }

    /// The token of a list as it is now, in some form.
    public SignedList token(ListId list, Form form, Duration life) {
        PartitionState state = states.get(partitionOf(list));
        return token(state.lists().get(list).image(), state.n(), form, life);
    }

    private SignedList token(ListImage image, long n, Form form, Duration life) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        int partition = partitionOf(image.id());
        String uri = image.descriptor().publications().stream()
                .filter(publication -> publication.form().equals(form))
                .map(Publication::uri)
                .findFirst()
                .orElse(uri(image.id()));
        StatusListToken claims = new StatusListToken(
                uri,
                now,
                Optional.of(now.plus(life)),
                Optional.of(Duration.ofSeconds(60)),
                form.purpose().of(image.statuses()),
                StatusListAggregation.uriFor(image.id(), form, uri),
                Optional.of(new Provenance(1, partition, n, image.version())));
        ListFormat format = form.format();
        Bytes token = format.secure(format.draft(new Statement(form.purpose(), claims), 6), tokenKey);
        return new SignedList(
                image.id(), form, image.version(), 1, n, now, now.plus(life), format.mediaType(), uri, token);
    }
}
