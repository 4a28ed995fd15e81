package dev.holdfast.edge;

import dev.holdfast.edge.TokenDistrust.Reason;
import dev.holdfast.edge.TokenTrial.Passed;
import dev.holdfast.event.Publication;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.replica.StickyInvalids;
import dev.holdfast.schema.SignedList;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The newest token of each publication, by URI and form. A token is judged when it arrives, and again before it is
/// served whenever the trust document or what is INVALID for good has changed since. One poll at a time; look-ups
/// never wait.
final class TokenShelf {
    private static final System.Logger LOG = System.getLogger(TokenShelf.class.getName());

    /// Tokens that came before their list did; more are dropped, and read again after the next start.
    private static final int MAX_WAITING = 10_000;

    private final ReplicaStore store;
    private final Supplier<View> views;
    private final InstantSource clock;
    private final Counters counters;
    private final Map<Publication, Kept> newest = new ConcurrentHashMap<>();
    private final Map<Publication, Arrival> waiting = new HashMap<>();
    private final Map<Integer, Long> stored = new ConcurrentHashMap<>();

    TokenShelf(ReplicaStore store, Stored loaded, Supplier<View> views, InstantSource clock, Counters counters) {
        this.store = store;
        this.views = views;
        this.clock = clock;
        this.counters = counters;
        stored.putAll(loaded.tokenOffsets());
        loaded.tokens().forEach(token -> newest.put(publication(token), new Kept(token)));
    }

    /// A token at an offset of its source.
    record Arrival(int partition, long offset, SignedList token) {}

    /// Where to go on reading, by partition.
    Map<Integer, Long> next() {
        return Map.copyOf(stored);
    }

    /// Takes what one poll brought.
    ///
    /// @param next offsets to go on from, by partition
    /// @throws StoreFailed if the disk did not take it: it has to be offered again
    synchronized void apply(List<Arrival> arrivals, Map<Integer, Long> next) throws StoreFailed {
        View view = views.get();
        Map<Publication, Kept> kept = new HashMap<>();
        List<Arrival> offered = new ArrayList<>(waiting.values());
        offered.addAll(arrivals);
        waiting.clear();
        offered.forEach(arrival -> take(arrival, view, kept));
        Map<Integer, Long> offsets = new HashMap<>(next);
        for (Arrival arrival : waiting.values()) {
            offsets.computeIfPresent(arrival.partition(), (_, offset) -> Math.min(offset, arrival.offset()));
        }
        if (!kept.isEmpty()) {
            store.saveTokens(kept.values().stream().map(Kept::signed).toList(), offsets);
            newest.putAll(kept);
            stored.putAll(offsets);
            counters.tokens.add(kept.size());
        }
    }

    private void take(Arrival arrival, View view, Map<Publication, Kept> kept) {
        SignedList signed = arrival.token();
        Publication publication = publication(signed);
        Kept held = kept.getOrDefault(publication, newest.get(publication));
        try {
            if (held != null && held.signed().token().equals(signed.token())) {
                return;
            }
            Passed passed = TokenTrial.judge(signed, view);
            requireCurrent(passed.served(), clock.instant());
            if (held != null) {
                requireNewer(passed, held, view);
            }
            kept.put(publication, new Kept(signed, passed, view));
        } catch (TokenDistrust e) {
            if (e.reason() == Reason.NOT_YET && waiting.size() < MAX_WAITING) {
                waiting.put(publication, arrival);
            } else {
                counters.refused(e.reason().wireName());
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "refused ({0}): {1}",
                        e.reason().wireName(),
                        e.getMessage());
            }
        }
    }

    private static void requireNewer(Passed passed, Kept held, View view) throws TokenDistrust {
        Passed before;
        try {
            before = held.judged(view);
        } catch (TokenDistrust _) {
            return; // what is held is not served any more; anything that passes is better
        }
        Provenance was = before.provenance();
        Provenance is = passed.provenance();
        boolean older = is.epoch() != was.epoch()
                ? is.epoch() < was.epoch()
                : is.version() < was.version()
                        || passed.served().issuedAt().isBefore(before.served().issuedAt());
        if (older) {
            throw new TokenDistrust(Reason.ROLLBACK, "version " + is.version() + " after " + was.version());
        }
    }

    private static void requireCurrent(ServedToken token, Instant now) throws TokenDistrust {
        if (!now.isBefore(token.expiresAt())) {
            throw new TokenDistrust(Reason.EXPIRED, "expired at " + token.expiresAt());
        }
        if (token.issuedAt().isAfter(now.plus(VerifiedToken.CLOCK_SKEW))) {
            throw new TokenDistrust(Reason.FROM_THE_FUTURE, "issued at " + token.issuedAt());
        }
    }

    /// The tokens under a path.
    ///
    /// @param now never behind the clock floor
    TokenLookup find(String path, View view, Instant now) {
        ListIndex.Place place = view.index().byPath(path);
        if (place == null) {
            return new TokenLookup.Missing();
        }
        List<ServedToken> good = new ArrayList<>();
        TokenLookup otherwise = new TokenLookup.Missing();
        for (Publication publication : view.publications(place)) {
            Kept kept = newest.get(publication);
            if (kept == null) {
                continue;
            }
            try {
                ServedToken token = kept.judged(view).served();
                requireCurrent(token, now);
                good.add(token);
            } catch (TokenDistrust e) {
                otherwise = failure(e);
            }
        }
        return good.isEmpty() ? otherwise : new TokenLookup.Found(good);
    }

    private static TokenLookup failure(TokenDistrust e) {
        return switch (e.reason()) {
            case EXPIRED -> new TokenLookup.Expired();
            case NOT_YET -> new TokenLookup.Missing();
            default -> new TokenLookup.Withheld(e.getMessage());
        };
    }

    private static Publication publication(SignedList token) {
        return new Publication(token.form(), token.uri());
    }

    /// A token and the last judgement of it.
    private static final class Kept {
        private final SignedList signed;
        private volatile @Nullable Judged judged;

        Kept(SignedList signed) {
            this.signed = signed;
        }

        Kept(SignedList signed, Passed passed, View view) {
            this.signed = signed;
            this.judged = new Judged(passed, view.trustVersion(), stickyOf(signed, view));
        }

        SignedList signed() {
            return signed;
        }

        @SuppressWarnings("ReferenceEquality") // the same object: nothing was added since
        Passed judged(View view) throws TokenDistrust {
            Judged last = judged;
            StickyInvalids sticky = stickyOf(signed, view);
            if (last != null && last.trustVersion == view.trustVersion() && last.sticky == sticky) {
                return last.passed;
            }
            Passed passed = TokenTrial.judge(signed, view);
            judged = new Judged(passed, view.trustVersion(), sticky);
            return passed;
        }

        private static StickyInvalids stickyOf(SignedList signed, View view) {
            ListIndex.Place place = view.index().byUri(signed.uri());
            return place == null
                    ? StickyInvalids.none()
                    : view.replica(place.partition()).sticky();
        }

        private record Judged(Passed passed, int trustVersion, StickyInvalids sticky) {}
    }
}
