package dev.holdfast.stream.fold;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.fold.Draft;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.figures.PartitionStanding;
import dev.holdfast.trust.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What a partition publishes, and when: drafts of deltas, heartbeats, snapshots and tokens. The only part of the
/// stream that looks at a clock. Not safe for concurrent use.
final class Tick {
    /// A partition that changed is drafted this often.
    static final Duration EVERY = Duration.ofMillis(100);

    /// An idle partition says that it is alive this often.
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    static final Duration BETWEEN_SNAPSHOTS = Duration.ofHours(6);

    private static final int TICKS_BETWEEN_LOOKS = 10;

    private final FoldedPartition partition;
    private final Region region;
    private final InstantSource clock;
    private final TickBudget budget;
    private final Counters counters;
    private final Consumer<DraftRecord> drafts;
    private final TokenSchedule tokens;
    private final PartitionStanding standing;
    private long last = Long.MIN_VALUE;
    private boolean sinceStart;

    Tick(
            FoldedPartition partition,
            Region region,
            InstantSource clock,
            TickBudget budget,
            Counters counters,
            Set<ListId> urgent,
            Consumer<DraftRecord> drafts) {
        this.partition = partition;
        this.region = region;
        this.clock = clock;
        this.budget = budget;
        this.counters = counters;
        this.drafts = drafts;
        this.tokens = new TokenSchedule(partition, urgent);
        this.standing = counters.standing().of(partition.state().partition());
    }

    /// Does what is due; called more often than there are ticks. Ticks fall on multiples of [#EVERY] of the clock,
    /// so that the tasks of a thread tick together. Without a publisher for the region nothing is drafted.
    void run() {
        Instant now = clock.instant();
        long tick = Math.floorDiv(now.toEpochMilli(), EVERY.toMillis());
        if (tick == last) {
            return;
        }
        // Not after a clock was stepped back: nothing was late.
        if (last != Long.MIN_VALUE && tick > last) {
            long late = now.toEpochMilli() - (last + 1) * EVERY.toMillis();
            counters.timings().tickLate().record(late, TimeUnit.MILLISECONDS);
        }
        last = tick;
        Optional<Publisher> publisher = partition.publisher(region);
        standing.publishable(publisher.isPresent());
        publisher.ifPresent(present -> counters.timings().tick().record(() -> publish(now, tick, present.epoch())));
    }

    /// Drafts what has happened up to this event, whatever the time. Where nobody may publish the region it is let go
    /// of instead: whoever may next begins with a snapshot.
    void cutNow() {
        if (partition.publisher(region).isPresent()) {
            draft(clock.instant());
        } else {
            partition.discard();
        }
    }

    private void publish(Instant now, long tick, int epoch) {
        boolean snapshot = isSnapshotDue(now);
        if (partition.isDue() || snapshot || isApart(partition.published().clockThen(), now, HEARTBEAT)) {
            Draft draft = draft(now);
            if (snapshot) {
                draftSnapshot(draft, now);
            }
        }
        if (Math.floorMod(tick + partition.state().partition(), TICKS_BETWEEN_LOOKS) == 0) {
            tokens.look(now, epoch);
        }
        Instant issuedAt = partition.published().issuedAt();
        budget.spend(tick, partition.state().partition(), () -> draftTokens(now, issuedAt, epoch));
        standing.tokens(tokens.oldest(), tokens.waiting());
    }

    private Draft draft(Instant now) {
        boolean due = partition.isDue();
        Published before = partition.published();
        Instant issuedAt = before.nextIssuedAt(now);
        int entries = partition.pendingEntries();
        Delta delta = partition.cut();
        Draft draft = Draft.of(partition.state(), delta, region, issuedAt);
        partition.published(new Published(partition.state().n(), issuedAt, now, before.snapshotClockThen()));
        drafts.accept(CheckpointDraft.of(draft));
        counters.count(due ? What.DRAFTS_DELTA : What.DRAFTS_HEARTBEAT);
        if (due) {
            counters.timings().changes().record(entries);
        }
        standing.drafted(now);
        return draft;
    }

    private boolean isSnapshotDue(Instant now) {
        return partition.state().n() > 0
                && (!sinceStart || isApart(partition.published().snapshotClockThen(), now, BETWEEN_SNAPSHOTS));
    }

    private void draftSnapshot(Draft covering, Instant now) {
        List<byte[]> pieces = Snapshot.cut(Snapshot.listBytes(partition.state().images()));
        Hash header = Hash.of(covering.header().toBytes());
        for (int i = 0; i < pieces.size(); i++) {
            drafts.accept(new SnapshotDraft(
                    covering.header().partition(),
                    covering.header().epoch(),
                    covering.header().n(),
                    header,
                    i,
                    pieces.size(),
                    Bytes.of(pieces.get(i))));
            counters.count(What.DRAFTS_SNAPSHOT_CHUNK);
        }
        Published drafted = partition.published();
        partition.published(new Published(drafted.n(), drafted.issuedAt(), drafted.clockThen(), now));
        sinceStart = true;
    }

    private boolean draftTokens(Instant now, Instant issuedAt, int epoch) {
        List<TokenDraft> forms = tokens.next(now, issuedAt, epoch);
        for (TokenDraft form : forms) {
            drafts.accept(form);
            counters.count(What.DRAFTS_TOKEN);
        }
        return !forms.isEmpty();
    }

    /// A clock that was stepped back is apart, too: nothing waits for it to catch up.
    private static boolean isApart(Instant then, Instant now, Duration distance) {
        return Duration.between(then, now).abs().compareTo(distance) >= 0;
    }
}
