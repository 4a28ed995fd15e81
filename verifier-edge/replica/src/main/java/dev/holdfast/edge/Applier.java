package dev.holdfast.edge;

import dev.holdfast.check.VerifierClock;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.edge.Offer.OfCheckpoint;
import dev.holdfast.edge.Offer.OfSnapshot;
import dev.holdfast.edge.Offer.OfTrust;
import dev.holdfast.edge.Offer.Poll;
import dev.holdfast.edge.ReplicaStore.Move;
import dev.holdfast.event.ListId;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Distrust;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.Step;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Untrusted;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one way by which anything new becomes visible, whatever road it came: verify in memory, store in one
/// batch, publish. If the store fails, nothing of the poll is visible. One poll at a time; readers of [#view()]
/// never wait.
final class Applier {
    private static final System.Logger LOG = System.getLogger(Applier.class.getName());

    /// Of many refusals for one reason, the first few are logged, and so on again: a flood must not fill the
    /// disk.
    private static final long LOGGED_FIRST = 5;

    private static final long LOGGED_EVERY = 10_000;

    private final Root root;
    private final ReplicaStore store;
    private final InstantSource clock;
    private final Counters counters;
    private final AppliedLog applied;
    private volatile View view;

    Applier(Root root, ReplicaStore store, Stored stored, InstantSource clock, Counters counters, AppliedLog applied) {
        this.root = root;
        this.store = store;
        this.clock = clock;
        this.counters = counters;
        this.applied = applied;
        this.view = View.of(stored);
    }

    View view() {
        return view;
    }

    /// Why a partition's offers were left off, and where.
    ///
    /// @param why [Distrust#GAP] or [Distrust#TRUST_MISSING]
    /// @param offset of the checkpoint to offer again, or [Holding#UNKNOWN]
    record Stop(Distrust why, long offset) {}

    /// What the source has to do about a poll.
    ///
    /// @param stopped by partition; what came behind the stop was not looked at
    /// @param trustGap whether trust documents have to be read again from the first
    record Outcome(Map<Integer, Stop> stopped, boolean trustGap) {}

    /// Applies a poll.
    ///
    /// @throws StoreFailed if the disk did not take it: nothing has changed, and it has to be offered again
    synchronized Outcome apply(Poll poll) throws StoreFailed {
        Working working = new Working(view);
        for (OfTrust document : poll.trust()) {
            working.take(document);
        }
        poll.nextTrust().ifPresent(next -> working.nextTrust = next);
        for (Offer offer : poll.offers()) {
            working.take(offer);
        }
        publish(working);
        return new Outcome(working.stopped, working.trustGap);
    }

    private void publish(Working working) throws StoreFailed {
        View before = working.before;
        List<Move> moves = working.moves();
        List<SignedTrustDocument> documents =
                working.trust.subList(before.trust().size(), working.trust.size());
        if (moves.isEmpty() && documents.isEmpty()) {
            return;
        }
        try {
            store.save(documents, working.nextTrust, working.floor, moves);
        } catch (StoreFailed e) {
            counters.storeFailures.increment();
            throw e;
        }
        // From here on a crash finds all of the poll on disk.
        view = working.toView();
        Instant visible = clock.instant();
        for (Move move : moves) {
            Replica after = move.after().replica();
            if (after.header().isPresent() && !sameN(move.before().replica(), after)) {
                applied.add(after.partition(), after.n(), visible.toEpochMilli());
            }
        }
        working.count();
    }

    private static boolean sameN(Replica before, Replica after) {
        return before.header().map(Header::n).equals(after.header().map(Header::n))
                && before.header().map(Header::epoch).equals(after.header().map(Header::epoch));
    }

    /// The poll that is being applied; nobody else sees it.
    private final class Working {
        final View before;
        final List<SignedTrustDocument> trust;
        final List<Holding> holdings;
        final Map<Integer, Stop> stopped = new HashMap<>();
        long nextTrust;
        Instant floor;
        boolean trustGap;
        private boolean relisted;
        private long deltas;
        private long heartbeats;
        private long snapshots;
        private long regressions;

        Working(View before) {
            this.before = before;
            this.trust = new ArrayList<>(before.trust());
            this.holdings = new ArrayList<>(before.holdings());
            this.nextTrust = before.nextTrust();
            this.floor = before.floor();
        }

        void take(OfTrust offered) {
            if (!trust.isEmpty() && trust.getLast().holds(offered.document())) {
                return;
            }
            try {
                SignedTrustDocument next = SignedTrustDocument.open(
                        trust.isEmpty() ? Optional.empty() : Optional.of(trust.getLast()), root, offered.document());
                trust.add(next);
                holdings.replaceAll(holding -> holding.under(next));
                for (int partition = holdings.size();
                        partition < next.document().partitions();
                        partition++) {
                    holdings.add(Holding.empty(partition));
                }
            } catch (Malformed e) {
                refuse("trust-malformed", "a trust document: " + e.getMessage());
            } catch (Untrusted e) {
                trustGap |= e.reason() == Untrusted.Reason.GAP && offered.version() > trust.size() + 1;
                refuse("trust-" + e.reason().wireName(), "a trust document: " + e.getMessage());
            }
        }

        void take(Offer offer) {
            int partition = offer.partition();
            if (stopped.containsKey(partition)) {
                return;
            }
            if (trust.isEmpty()) {
                stopped.put(partition, new Stop(Distrust.TRUST_MISSING, offsetOf(offer)));
                return;
            }
            if (partition < 0 || partition >= holdings.size()) {
                refuse(Distrust.WRONG_PARTITION.wireName(), "there is no partition " + partition);
                return;
            }
            Holding holding = holdings.get(partition);
            Replica active = holding.active();
            Step step = switch (offer) {
                case OfCheckpoint delta -> active.apply(delta.checkpoint(), trust.getLast());
                case OfSnapshot whole -> active.load(whole.snapshot(), trust.getLast());
            };
            switch (step) {
                case Step.Moved moved -> move(holding, offer, moved);
                case Step.Known _ -> known(holding, offer);
                case Step.Refused refused -> refuse(holding, offer, refused);
            }
        }

        private void move(Holding holding, Offer offer, Step.Moved moved) {
            try {
                holdings.set(holding.partition(), holding.moved(moved.next(), following(offer), trust.getLast()));
            } catch (NotVouched e) {
                refuse(e.why().wireName(), e.getMessage());
                return;
            }
            int lost = moved.next().sticky().size() - holding.active().sticky().size();
            if (lost > 0) {
                regressions += lost;
                LOG.log(
                        System.Logger.Level.ERROR,
                        "partition {0}: a signed state shows {1} entries otherwise that were invalid; they stay so",
                        holding.partition(),
                        lost);
            }
            Header header = moved.next().header().orElseThrow();
            floor = VerifierClock.raise(floor, header.issuedAt(), clock.instant());
            switch (offer) {
                case OfSnapshot _ -> snapshots++;
                case OfCheckpoint _ when header.n() == holding.active().n() -> heartbeats++;
                case OfCheckpoint _ -> deltas++;
            }
            relisted |= holding.quarantine().isPresent() || isRelisted(holding.replica(), moved);
        }

        private void known(Holding holding, Offer offer) {
            if (offer instanceof OfCheckpoint) {
                holdings.set(holding.partition(), holding.at(following(offer)));
            }
        }

        private void refuse(Holding holding, Offer offer, Step.Refused refused) {
            switch (refused.why()) {
                case GAP, TRUST_MISSING -> stopped.put(offer.partition(), new Stop(refused.why(), offsetOf(offer)));
                case ROLLBACK, TRUST_ROLLBACK -> {
                    if (offer instanceof OfCheckpoint checkpoint && checkpoint.again()) {
                        return;
                    }
                }
                case CONTRADICTION -> holdings.set(offer.partition(), holding.refused(refused.next()));
                default -> {}
            }
            refuse(refused.why().wireName(), "partition " + offer.partition() + ": " + refused.detail());
        }

        private void refuse(String reason, String detail) {
            if (counters.refused(reason) % LOGGED_EVERY < LOGGED_FIRST) {
                LOG.log(System.Logger.Level.WARNING, "refused ({0}): {1}", reason, detail);
            }
        }

        /// What has to be stored: partitions that hold something else than before.
        List<Move> moves() {
            List<Move> moves = new ArrayList<>();
            for (int partition = 0; partition < holdings.size(); partition++) {
                Holding was = partition < before.holdings().size()
                        ? before.holdings().get(partition)
                        : Holding.empty(partition);
                if (!was.equals(holdings.get(partition))) {
                    moves.add(new Move(was, holdings.get(partition)));
                }
            }
            return moves;
        }

        View toView() {
            ListIndex index = relisted
                    ? ListIndex.of(holdings.stream().map(Holding::replica).toList(), before.index())
                    : before.index();
            return new View(trust, nextTrust, floor, holdings, index);
        }

        void count() {
            counters.deltas.add(deltas);
            counters.heartbeats.add(heartbeats);
            counters.snapshots.add(snapshots);
            counters.regressions.add(regressions);
            counters.trustDocuments.add(trust.size() - before.trust().size());
        }
    }

    private static long offsetOf(Offer offer) {
        return switch (offer) {
            case OfCheckpoint checkpoint -> checkpoint.offset();
            case OfSnapshot _ -> Holding.UNKNOWN;
        };
    }

    private static long following(Offer offer) {
        return switch (offer) {
            case OfCheckpoint checkpoint -> checkpoint.offset() + 1;
            case OfSnapshot snapshot ->
                snapshot.covering().isPresent() ? snapshot.covering().getAsLong() + 1 : Holding.UNKNOWN;
        };
    }

    private static boolean isRelisted(Replica before, Step.Moved moved) {
        for (ListId id : moved.changed()) {
            Optional<ListImage> was = Optional.ofNullable(before.lists().get(id));
            Optional<ListImage> is = Optional.ofNullable(moved.next().lists().get(id));
            if (!was.map(ListImage::descriptor).equals(is.map(ListImage::descriptor))) {
                return true;
            }
        }
        return false;
    }
}
