package dev.holdfast.stream.fold;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.fold.ListState;
import dev.holdfast.format.BoundedInflate;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.TokenDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// When which list gets a new standard token: a changed one at most every 10 s, an unchanged one at a jittered half
/// of its token's life. Which are due follows from the partition; the queue only remembers that it was looked up.
final class TokenSchedule {
    static final Duration LIFE = Duration.ofHours(24);
    static final Duration TTL = Duration.ofSeconds(60);
    static final Duration BETWEEN_CHANGED = Duration.ofSeconds(10);

    private static final Publication.Format FORMAT = Publication.Format.TOKEN_STATUS_LIST;

    private final FoldedPartition partition;
    private final Deque<ListId> due = new ArrayDeque<>();

    TokenSchedule(FoldedPartition partition) {
        this.partition = partition;
    }

    /// Looks through all lists for due ones, unless some are still waiting. Changed lists come before those whose
    /// token only grows old.
    void look(Instant clock, int epoch) {
        if (!due.isEmpty()) {
            return;
        }
        List<ListState> found = new ArrayList<>();
        for (ListState list : partition.state().lists().values()) {
            if (uri(list).isPresent() && isDue(list, clock, epoch)) {
                found.add(list);
            }
        }
        found.sort(Comparator.comparing(this::isUnchanged));
        found.forEach(list -> due.add(list.image().id()));
    }

    /// Drafts the token of the first list that is still due.
    ///
    /// @param issuedAt `iat`, cut to whole seconds by the format
    Optional<TokenDraft> next(Instant clock, Instant issuedAt, int epoch) {
        ListId id = due.poll();
        if (id == null) {
            return Optional.empty();
        }
        ListState list = partition.state().lists().get(id);
        if (list == null) {
            throw new IllegalStateException("a list went away");
        }
        long version = list.image().version();
        partition.tokenDrafted(list, new TokenState(version, epoch, clock));
        long n = partition.state().n();
        int number = partition.state().partition();
        StatusListToken token = new StatusListToken(
                uri(list).orElseThrow(),
                issuedAt,
                Optional.of(issuedAt.plus(LIFE)),
                Optional.of(TTL),
                list.image().statuses(),
                Optional.empty(),
                Optional.of(new Provenance(epoch, number, n, version)));
        byte[] payload = TokenStatusListJwt.payload(token, BoundedInflate.DEFAULT_LEVEL);
        return Optional.of(new TokenDraft(number, id, FORMAT, version, n, epoch, Bytes.of(payload)));
    }

    private boolean isDue(ListState list, Instant clock, int epoch) {
        TokenState token = partition.tokenOf(list.image().id());
        if (token.version() == 0 || token.epoch() != epoch) {
            return true;
        }
        // A stepped clock makes a token due rather than putting it off.
        Duration age = Duration.between(token.clockThen(), clock).abs();
        return age.compareTo(isUnchanged(list) ? halfLife(list.image().id()) : BETWEEN_CHANGED) >= 0;
    }

    private boolean isUnchanged(ListState list) {
        return partition.tokenOf(list.image().id()).version() == list.image().version();
    }

    /// Between 40 and 50 % of a life, by list: lists opened together are not renewed together.
    static Duration halfLife(ListId list) {
        int thousandth = Math.floorMod(list.value().hashCode() * 0x9e3779b9, 1000);
        return LIFE.multipliedBy(4000 + thousandth).dividedBy(10_000);
    }

    private static Optional<String> uri(ListState list) {
        return list.image().descriptor().publications().stream()
                .filter(publication -> publication.format() == FORMAT)
                .map(Publication::uri)
                .findFirst();
    }
}
