package dev.holdfast.stream.fold;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Status;
import dev.holdfast.fold.ListState;
import dev.holdfast.format.BoundedInflate;
import dev.holdfast.format.Form;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.schema.TokenDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// When which list gets new standard tokens, one in each of its forms: a changed one at most every 10 s, or every
/// second where that was asked for, an unchanged one at a jittered half of their life. Which are due follows from the
/// partition; the queue only remembers that it was looked up.
final class TokenSchedule {
    static final Duration LIFE = Duration.ofHours(24);
    static final Duration TTL = Duration.ofSeconds(60);
    static final Duration BETWEEN_CHANGED = Duration.ofSeconds(10);
    static final Duration BETWEEN_URGENT = Duration.ofSeconds(1);

    /// So long at most a change that only gives back waits behind those that take away.
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /// An older token is renewed before anything else: nobody may be left with an expired one.
    static final Duration LATEST = LIFE.multipliedBy(3).dividedBy(4);

    private final FoldedPartition partition;
    private final Set<ListId> urgent;
    private final Deque<ListId> due = new ArrayDeque<>();
    /// Since when a list was found due for a change that takes nothing away. Begins anew with each start.
    private final Map<ListId, Instant> patient = new HashMap<>();
    private Optional<Instant> oldest = Optional.empty();

    /// @param urgent lists whose tokens follow each change within a second or so
    TokenSchedule(FoldedPartition partition, Set<ListId> urgent) {
        this.partition = partition;
        this.urgent = urgent;
    }

    /// Looks through all lists for due ones; those that still wait are looked at anew. Whoever reads the old
    /// token of a list in which something was revoked or suspended trusts what is no longer so: such lists come
    /// first, then other changed ones, last those whose token only grows old. Among equals the oldest token is
    /// first. Who has waited for [#PATIENCE] counts as the first do: it is somebody's good standing that does not
    /// show.
    void look(Instant clock, int epoch) {
        List<Due> found = new ArrayList<>();
        Map<ListId, Instant> before = Map.copyOf(patient);
        patient.clear();
        oldest = Optional.empty();
        for (ListState list : partition.state().lists().values()) {
            if (!list.image().descriptor().publications().isEmpty()) {
                TokenState token = partition.tokenOf(list.image().id());
                remember(token);
                if (isDue(list, clock, epoch)) {
                    Urgency urgency = urgency(list, clock);
                    if (urgency == Urgency.CHANGED) {
                        urgency = waited(list.image().id(), before, clock);
                    }
                    found.add(new Due(list.image().id(), urgency, token.clockThen()));
                }
            }
        }
        found.sort(Comparator.comparing(Due::urgency).thenComparing(Due::since));
        due.clear();
        found.forEach(list -> due.add(list.list()));
    }

    private record Due(ListId list, Urgency urgency, Instant since) {}

    /// How much depends on a new token, the most first.
    private enum Urgency {
        EXPIRING,
        ASKED_FOR,
        RESTRICTED,
        CHANGED,
        UNCHANGED
    }

    private Urgency waited(ListId list, Map<ListId, Instant> before, Instant clock) {
        Instant since = before.getOrDefault(list, clock);
        patient.put(list, since);
        boolean longEnough = Duration.between(since, clock).abs().compareTo(PATIENCE) >= 0;
        return longEnough ? Urgency.RESTRICTED : Urgency.CHANGED;
    }

    private Urgency urgency(ListState list, Instant clock) {
        TokenState token = partition.tokenOf(list.image().id());
        if (token.version() > 0 && age(token, clock).compareTo(LATEST) >= 0) {
            return Urgency.EXPIRING;
        }
        if (isUnchanged(list)) {
            return Urgency.UNCHANGED;
        }
        if (urgent.contains(list.image().id())) {
            return Urgency.ASKED_FOR;
        }
        PackedStatuses statuses = list.image().statuses();
        return list.entryVersions().anyChangedAfter(token.version(), idx -> isRestrictive(statuses.status(idx)))
                ? Urgency.RESTRICTED
                : Urgency.CHANGED;
    }

    private static boolean isRestrictive(Status status) {
        return status.equals(Status.INVALID) || status.equals(Status.SUSPENDED);
    }

    private void remember(TokenState token) {
        if (token.version() > 0 && (oldest.isEmpty() || token.clockThen().isBefore(oldest.get()))) {
            oldest = Optional.of(token.clockThen());
        }
    }

    /// When the oldest token in force was drafted, as of the last look; empty without tokens.
    Optional<Instant> oldest() {
        return oldest;
    }

    /// Lists that were found due and have no new token yet.
    int waiting() {
        return due.size();
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
        return age(token, clock).compareTo(between(list)) >= 0;
    }

    private Duration between(ListState list) {
        ListId id = list.image().id();
        if (isUnchanged(list)) {
            return halfLife(id);
        }
        return urgent.contains(id) ? BETWEEN_URGENT : BETWEEN_CHANGED;
    }

    /// A stepped clock makes a token due rather than putting it off.
    private static Duration age(TokenState token, Instant clock) {
        return Duration.between(token.clockThen(), clock).abs();
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
