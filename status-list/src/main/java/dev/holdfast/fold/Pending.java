package dev.holdfast.fold;

import dev.holdfast.checkpoint.Changes;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Delta.ListChange;
import dev.holdfast.checkpoint.Delta.RefusedEvent;
import dev.holdfast.event.ListId;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.PackedStatuses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the next delta has to tell: the lists and entries touched since the last one. Everything in it follows from
/// the partition's state, the version of each list in the last delta, and the refusals since, so that a restart can
/// put it back. Not safe for concurrent use.
public final class Pending {
    private static final int BYTES_PER_LIST = 96;
    private static final int BYTES_PER_ENTRY = 4;
    private static final int BYTES_PER_REFUSAL = 9;

    private final SortedMap<ListId, Touched> touched = new TreeMap<>();
    private final List<RefusedEvent> refused = new ArrayList<>();
    private long fromN;
    private int bytes;

    private Pending(long fromN) {
        this.fromN = fromN;
    }

    /// Nothing has happened since `n`.
    public static Pending since(long n) {
        return new Pending(n);
    }

    /// Puts it back after a restart.
    ///
    /// @param fromN `n` of the last delta
    /// @param versions version of each list in the last delta; a list that is missing was not in it
    /// @param refused refusals since then, by ascending n
    public static Pending restore(
            PartitionState state, long fromN, Map<ListId, Long> versions, List<RefusedEvent> refused) {
        Pending pending = new Pending(fromN);
        for (ListState list : state.lists().values()) {
            long version = versions.getOrDefault(list.image().id(), 0L);
            if (list.image().version() > version) {
                Touched touched = pending.touch(list, version);
                for (int idx : list.entryVersions().changedAfter(version)) {
                    touched.entries.add(idx);
                    pending.bytes += BYTES_PER_ENTRY;
                }
            }
        }
        refused.forEach(pending::refuse);
        return pending;
    }

    /// Notes an outcome that was just applied to `state`.
    public void note(PartitionState state, Outcome outcome) {
        switch (outcome) {
            case Accepted accepted -> {
                ListState list = Objects.requireNonNull(
                        state.lists().get(accepted.command().list()));
                boolean known = touched.containsKey(list.image().id());
                Touched at = touch(list, list.image().version() - 1);
                if (known && list.descriptorVersion() == list.image().version()) {
                    bytes += list.image().descriptor().toBytes().length;
                }
                for (int idx : accepted.changed().keySet()) {
                    bytes += at.entries.add(idx) ? BYTES_PER_ENTRY : 0;
                }
            }
            case Refused no -> refuse(new RefusedEvent(no.n(), no.reason()));
            case Outcome.TrustTaken _, Outcome.Duplicate _, Outcome.NotAuthentic _, Outcome.UnknownRules _ -> {}
        }
    }

    /// Whether the state has moved on from the last delta.
    public boolean isDue(PartitionState state) {
        return state.n() > fromN;
    }

    /// Whether the delta has grown to the size at which it is cut.
    public boolean isFull() {
        return bytes >= Delta.CUT_BYTES;
    }

    public long fromN() {
        return fromN;
    }

    /// How many entries the next delta will name.
    public int entries() {
        return touched.values().stream().mapToInt(at -> at.entries.size()).sum();
    }

    /// The lists that the next delta will name.
    public Set<ListId> lists() {
        return Set.copyOf(touched.keySet());
    }

    public List<RefusedEvent> refused() {
        return List.copyOf(refused);
    }

    /// The delta from the last one to `state`. Nothing is pending afterwards.
    public Delta cut(PartitionState state) {
        List<ListChange> changes = new ArrayList<>();
        touched.forEach((id, at) -> {
            ListState list = state.lists().get(id);
            changes.add(change(Objects.requireNonNull(list), at));
        });
        Delta delta = new Delta(fromN, changes, refused);
        touched.clear();
        refused.clear();
        bytes = 0;
        fromN = state.n();
        return delta;
    }

    private static ListChange change(ListState list, Touched at) {
        PackedStatuses statuses = list.image().statuses();
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        at.entries.forEach(idx -> codes.put(idx, statuses.code(idx)));
        Optional<Descriptor> descriptor = list.descriptorVersion() > at.fromVersion
                ? Optional.of(list.image().descriptor())
                : Optional.empty();
        return new ListChange(
                list.image().id(), at.fromVersion, list.image().version(), descriptor, Bytes.of(Changes.encode(codes)));
    }

    private Touched touch(ListState list, long fromVersion) {
        return touched.computeIfAbsent(list.image().id(), _ -> {
            bytes += BYTES_PER_LIST
                    + (list.descriptorVersion() > fromVersion
                            ? list.image().descriptor().toBytes().length
                            : 0);
            return new Touched(fromVersion, new TreeSet<>());
        });
    }

    private void refuse(RefusedEvent event) {
        refused.add(event);
        bytes += BYTES_PER_REFUSAL;
    }

    private record Touched(long fromVersion, SortedSet<Integer> entries) {}
}
