package dev.holdfast.edge;

import dev.holdfast.check.Answer;
import dev.holdfast.check.Freshness;
import dev.holdfast.check.Policy;
import dev.holdfast.check.StatusCheck;
import dev.holdfast.check.VerifierClock;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.ListId;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Replica;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Answers from verified state that it holds itself: the library behind the edge service, and good to embed. A
/// check reads memory only: it never blocks, and no packet leaves because of it. Thread-safe.
///
/// An edge that is open answers; [#start()] lets it hear of news.
public final class Edge implements AutoCloseable {
    private final EdgeSettings settings;
    private final InstantSource clock;
    private final StatusCheck rules;
    private final ReplicaStore store;
    private final Counters counters = new Counters();
    private final AppliedLog applied = new AppliedLog();
    private final Applier applier;
    private final TokenShelf tokens;
    private final List<Supervised> sources = new ArrayList<>();

    private Edge(EdgeSettings settings, InstantSource clock, ReplicaStore store) {
        this.settings = settings;
        this.clock = clock;
        this.rules = new StatusCheck(settings.limits());
        this.store = store;
        Stored stored = store.load();
        this.applier = new Applier(settings.root(), store, stored, clock, counters, applied);
        this.tokens = new TokenShelf(store, stored, applier::view, clock, counters);
    }

    /// Opens the store and verifies what is in it. Needs no network.
    ///
    /// @throws StoreRefused if the directory is not this edge's to use
    public static Edge open(EdgeSettings settings, InstantSource clock) throws StoreRefused {
        ReplicaStore store = ReplicaStore.open(settings.store(), settings.root());
        try {
            return new Edge(settings, clock, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /// Begins to read from its sources. None of them has to be there.
    public synchronized void start() {
        if (!sources.isEmpty() || settings.kafka().isEmpty()) {
            return;
        }
        KafkaSettings kafka = settings.kafka().get();
        sources.add(new Supervised(
                "holdfast-edge-checkpoints",
                () -> kafka.consumer("holdfast-edge-checkpoints"),
                consumer -> new CheckpointReading(consumer, kafka.topics(), applier, counters),
                counters.sourceFailures));
        sources.add(new Supervised(
                "holdfast-edge-tokens",
                () -> kafka.consumer("holdfast-edge-tokens"),
                consumer -> new TokenReading(consumer, kafka.topics(), tokens, applier::view, counters),
                counters.sourceFailures));
        sources.forEach(Supervised::start);
    }

    /// The status of an entry, by the URI that a credential names. The URI is looked up and never fetched.
    public Answer check(String uri, int idx, Policy policy) {
        View view = applier.view();
        ListIndex.Place place = view.index().byUri(uri);
        return place == null
                ? StatusCheck.unknown(policy, "no list is held for this URI")
                : check(view, place, idx, policy);
    }

    /// The status of an entry, by the id of its list.
    public Answer checkList(String list, int idx, Policy policy) {
        View view = applier.view();
        ListIndex.Place place = view.index().byId(list);
        return place == null
                ? StatusCheck.unknown(policy, "no list of this id is held")
                : check(view, place, idx, policy);
    }

    private Answer check(View view, ListIndex.Place place, int idx, Policy policy) {
        return rules.check(view.replica(place.partition()), place.list(), idx, clock(view), policy);
    }

    private VerifierClock clock(View view) {
        return new VerifierClock(clock.instant(), view.floor());
    }

    /// A list and what it stands on.
    public record HeldList(ListImage image, int partition, Header header) {}

    /// All lists that are held, by ascending id within ascending partitions.
    public List<HeldList> lists() {
        List<HeldList> lists = new ArrayList<>();
        for (Holding holding : applier.view().holdings()) {
            holding.replica()
                    .header()
                    .ifPresent(header -> holding.replica()
                            .lists()
                            .values()
                            .forEach(image -> lists.add(new HeldList(image, holding.partition(), header))));
        }
        return lists;
    }

    public Optional<HeldList> list(String id) {
        View view = applier.view();
        ListIndex.Place place = view.index().byId(id);
        if (place == null) {
            return Optional.empty();
        }
        Replica replica = view.replica(place.partition());
        ListId listId = place.list();
        return replica.header()
                .flatMap(header -> Optional.ofNullable(replica.lists().get(listId))
                        .map(image -> new HeldList(image, place.partition(), header)));
    }

    /// Where a partition stands.
    ///
    /// @param header empty if nothing is held
    /// @param quarantined whether what was stored did not verify and is being fetched
    /// @param age of the header; empty without one
    public record PartitionState(
            int partition,
            Optional<Header> header,
            int lists,
            boolean disputed,
            boolean quarantined,
            Freshness freshness,
            Optional<Duration> age) {}

    public List<PartitionState> partitions() {
        View view = applier.view();
        VerifierClock now = clock(view);
        return view.holdings().stream().map(holding -> state(holding, now)).toList();
    }

    private PartitionState state(Holding holding, VerifierClock now) {
        Replica replica = holding.replica();
        Optional<Duration> age = replica.header().map(header -> now.age(header.issuedAt()));
        boolean disputed = replica.contradiction().isPresent();
        return new PartitionState(
                holding.partition(),
                replica.header(),
                replica.lists().size(),
                disputed,
                holding.quarantine().isPresent(),
                rules.freshness(replica, now),
                age);
    }

    /// The newest signed header of a partition: what evidence in answers verifies against, offline. Of a
    /// partition in quarantine it is the watermark: its state is lost, that it was signed is not.
    public Optional<SignedHeader> checkpoint(int partition) {
        View view = applier.view();
        if (partition < 0 || partition >= view.holdings().size()) {
            return Optional.empty();
        }
        return view.holdings()
                .get(partition)
                .quarantine()
                .flatMap(Holding.Quarantine::watermark)
                .or(() -> view.replica(partition).signedHeader());
    }

    /// Version of the trust document that is held, 0 for none.
    public int trustVersion() {
        return applier.view().trustVersion();
    }

    /// Until when the trust document that is held is good; empty as long as there is none.
    public Optional<Instant> trustExpiresAt() {
        return applier.view().newestTrust().map(trust -> trust.document().expiresAt());
    }

    /// The standard tokens whose publication URI has this path.
    public TokenLookup token(String path) {
        View view = applier.view();
        return tokens.find(path, view, now(view));
    }

    /// Whether a document that names an issuer's lists stands under a path. No token ever stands under the same.
    ///
    /// @param authority host and port that were asked; it counts where documents of several stand under the path
    public boolean hasAggregation(String authority, String path) {
        return aggregations().uri(authority, path).isPresent();
    }

    /// The document that names an issuer's lists, if `aggregation_uri` of their tokens has this authority and path.
    /// The first to ask after a list came or went has it written and compressed: up to 3 MiB, too long for an
    /// event loop.
    ///
    /// @param authority as for [#hasAggregation(String, String)]
    public Optional<ServedAggregation> aggregation(String authority, String path) {
        Aggregations aggregations = aggregations();
        return aggregations.uri(authority, path).map(aggregations::document);
    }

    private Aggregations aggregations() {
        return applier.view().index().aggregations();
    }

    /// The time that this edge reckons with: its clock, held up by the newest time that was signed.
    public Instant now() {
        return now(applier.view());
    }

    private Instant now(View view) {
        Instant wall = clock.instant();
        return wall.isAfter(view.floor()) ? wall : view.floor();
    }

    /// A state became visible to checks.
    ///
    /// @param seq from 1 on since the start, without gaps
    /// @param atMillis when it was visible, milliseconds since 1970
    public record Applied(long seq, int partition, long n, long atMillis) {}

    /// The edge's own record of what became visible when: entries behind `afterSeq`, oldest first. The last
    /// 200,000 are kept.
    public List<Applied> applied(long afterSeq, int limit) {
        return applied.after(afterSeq, limit);
    }

    /// What was counted since the start.
    ///
    /// @param regressions entries that a signed state showed otherwise although they were INVALID: a publisher's
    ///     key is in wrong hands
    /// @param refused by reason
    /// @param bytesRead keys and values, by topic
    /// @param quarantined partitions, now
    public record Stats(
            long deltas,
            long heartbeats,
            long snapshots,
            long regressions,
            long trustDocuments,
            long tokens,
            SortedMap<String, Long> refused,
            SortedMap<String, Long> bytesRead,
            int quarantined,
            long storeFailures,
            long sourceFailures) {}

    public Stats stats() {
        long quarantined = applier.view().holdings().stream()
                .filter(holding -> holding.quarantine().isPresent())
                .count();
        return counters.stats((int) quarantined);
    }

    /// For tests that feed an edge without a network.
    Applier applier() {
        return applier;
    }

    /// For tests that feed an edge without a network.
    TokenShelf tokens() {
        return tokens;
    }

    @Override
    public synchronized void close() {
        sources.forEach(Supervised::close);
        sources.clear();
        store.close();
    }
}
