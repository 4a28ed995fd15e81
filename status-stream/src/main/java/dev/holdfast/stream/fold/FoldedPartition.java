package dev.holdfast.stream.fold;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Delta.RefusedEvent;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.NotAuthentic;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.fold.Outcome.UnknownRules;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.Pending;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/// A partition in memory and, row for row, in its store. Everything held here follows from the rows; each method
/// leaves both in step. Not safe for concurrent use.
final class FoldedPartition {
    private final PartitionRows rows;
    private final PartitionState state;
    private final Pending pending;
    private final Map<ListId, Window> windows;
    private final Map<ListId, TokenState> tokens;
    private Published published;

    FoldedPartition(
            PartitionRows rows,
            PartitionState state,
            Pending pending,
            Published published,
            Map<ListId, Window> windows,
            Map<ListId, TokenState> tokens) {
        this.rows = rows;
        this.state = state;
        this.pending = pending;
        this.published = published;
        this.windows = windows;
        this.tokens = tokens;
    }

    /// Puts a partition back from its store; an empty one is the genesis.
    ///
    /// @throws IllegalStateException if the store is damaged
    static FoldedPartition restore(Root root, int partition, KeyValueStore<byte[], byte[]> store) {
        return RestoredRows.read(root, partition, new PartitionRows(store));
    }

    PartitionState state() {
        return state;
    }

    Published published() {
        return published;
    }

    TokenState tokenOf(ListId list) {
        return tokens.getOrDefault(list, TokenState.NONE);
    }

    /// Who may publish a region under the trust document that holds here; empty as long as nobody may.
    Optional<Publisher> publisher(Region region) {
        return state.trust().flatMap(trust -> trust.document().publisher(region));
    }

    /// Whether the state has moved on from the last delta.
    boolean isDue() {
        return pending.isDue(state);
    }

    /// Whether the next delta has grown to the size at which it is cut.
    boolean isFull() {
        return pending.isFull();
    }

    /// How many entries the next delta has to tell of.
    int pendingEntries() {
        return pending.entries();
    }

    /// Notes a record that is no event.
    void skip(long offset) {
        state.skip(offset);
        rows.writePartition(state);
    }

    /// Applies what the fold decided and writes the rows that it changed.
    void apply(StatusEvent event, Outcome outcome, long offset) {
        if (outcome instanceof Accepted accepted) {
            openWindow(accepted.command().list());
        }
        state.apply(event, outcome, offset);
        pending.note(state, outcome);
        switch (outcome) {
            case Accepted accepted -> writeAccepted(accepted);
            case Refused refused -> writeRefused(refused);
            case TrustTaken taken -> {
                rows.writePartition(state);
                rows.writeAdoption(state.toRow().adoptions().size() - 1, taken.n(), taken.trust());
            }
            case Duplicate _, NotAuthentic _, UnknownRules _ -> rows.writePartition(state);
        }
    }

    /// The delta that is due, or a heartbeat. Nothing is pending afterwards.
    Delta cut() {
        for (RefusedEvent event : pending.refused()) {
            rows.deleteRefused(event.n());
        }
        return pending.cut(state);
    }

    /// Lets go of what the next delta would have told.
    void discard() {
        Delta _ = cut();
        published(new Published(state.n(), published.issuedAt(), published.clockThen(), published.snapshotClockThen()));
    }

    void published(Published next) {
        published = next;
        rows.writePublished(next);
    }

    void tokenDrafted(ListState list, TokenState token) {
        tokens.put(list.image().id(), token);
        rows.writeToken(list.ordinal(), token);
    }

    /// After a change of who publishes: what readers start from is signed anew with the next tick.
    ///
    /// @param snapshot whether all of the partition is
    /// @param allTokens whether every token is
    void renew(boolean snapshot, boolean allTokens) {
        if (snapshot) {
            published(new Published(published.n(), published.issuedAt(), published.clockThen(), Instant.EPOCH));
        }
        if (allTokens) {
            state.lists().values().forEach(list -> tokenDrafted(list, TokenState.NONE));
        }
    }

    private void openWindow(ListId list) {
        if (windows.getOrDefault(list, Window.NEVER).sinceN() != pending.fromN()) {
            ListState before = state.lists().get(list);
            long version = before == null ? 0 : before.image().version();
            windows.put(list, new Window(pending.fromN(), version));
        }
    }

    private void writeAccepted(Accepted accepted) {
        ListState list = writeRecent(accepted.command());
        switch (accepted.command()) {
            case OpenList _, RetireList _ -> {
                rows.writeShape(list);
                rows.writeList(list);
            }
            case LeaseBlock _ -> rows.writeList(list);
            case ChangeStatuses _ -> {}
        }
        long version = list.image().version();
        accepted.changed().forEach((idx, code) -> rows.writeEntry(list.ordinal(), idx, code, version));
    }

    private void writeRefused(Refused refused) {
        rows.writeRefused(refused.n(), refused.reason());
        ListState list = state.lists().get(refused.command().list());
        if (list != null && list.recent().last().n() == refused.n()) {
            writeRecent(refused.command());
        } else {
            rows.writePartition(state);
            rows.writeStray(state.strays().last());
        }
    }

    private ListState writeRecent(Command command) {
        ListState list = state.lists().get(command.list());
        if (list == null) {
            throw new IllegalStateException("a command was folded into a list that is not there");
        }
        long version = list.image().version();
        Window window = windows.getOrDefault(command.list(), Window.NEVER);
        WriterId writer = command.envelope().writer();
        boolean last = list.lastOf(writer).equals(Optional.of(command.envelope().id()));
        RecentRow row = new RecentRow(
                list.recent().last(),
                state.chain(),
                state.homeOffset(),
                version,
                window.sinceN() == pending.fromN() ? version - window.fromVersion() : 0,
                last ? Optional.of(writer) : Optional.empty());
        rows.writeRecent(list.ordinal(), row);
        if ((row.command().slot() + 1) % RecentRow.BETWEEN_LIST_ROWS == 0) {
            rows.writeList(list);
        }
        return list;
    }
}
