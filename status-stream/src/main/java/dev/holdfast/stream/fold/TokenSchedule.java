package dev.holdfast.stream.fold;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.fold.ListState;
import dev.holdfast.format.BoundedInflate;
import dev.holdfast.format.Form;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.ListImage;
import dev.holdfast.schema.TokenDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// When which list gets new standard tokens, one in each of its forms: a changed one at most every 10 s, an unchanged
/// one at a jittered half of their life. Which are due follows from the partition; the queue only remembers that it
/// was looked up.
final class TokenSchedule {
    static final Duration LIFE = Duration.ofHours(24);
    static final Duration TTL = Duration.ofSeconds(60);
    static final Duration BETWEEN_CHANGED = Duration.ofSeconds(10);

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
            if (!list.image().descriptor().publications().isEmpty() && isDue(list, clock, epoch)) {
                found.add(list);
            }
        }
        found.sort(Comparator.comparing(this::isUnchanged));
        found.forEach(list -> due.add(list.image().id()));
    }

    /// Drafts the tokens of the first list that is still due: all of its forms say the same of it, at one n. Empty
    /// if no list is due.
    ///
    /// @param issuedAt `iat`, cut to whole seconds by the formats
    List<TokenDraft> next(Instant clock, Instant issuedAt, int epoch) {
        ListId id = due.poll();
        if (id == null) {
            return List.of();
        }
        ListState list = partition.state().lists().get(id);
        if (list == null) {
            throw new IllegalStateException("a list went away");
        }
        partition.tokenDrafted(list, new TokenState(list.image().version(), epoch, clock));
        return list.image().descriptor().publications().stream()
                .map(publication -> draft(list.image(), publication, issuedAt, epoch))
                .toList();
    }

    private TokenDraft draft(ListImage image, Publication publication, Instant issuedAt, int epoch) {
        Form form = publication.form();
        long n = partition.state().n();
        int number = partition.state().partition();
        StatusListToken claims = new StatusListToken(
                publication.uri(),
                issuedAt,
                Optional.of(issuedAt.plus(LIFE)),
                Optional.of(TTL),
                form.purpose().of(image.statuses()),
                StatusListAggregation.uriFor(image.id(), form, publication.uri()),
                Optional.of(new Provenance(epoch, number, n, image.version())));
        byte[] payload = form.format().draft(new Statement(form.purpose(), claims), BoundedInflate.DEFAULT_LEVEL);
        return new TokenDraft(number, image.id(), form, image.version(), n, epoch, Bytes.of(payload));
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
}
