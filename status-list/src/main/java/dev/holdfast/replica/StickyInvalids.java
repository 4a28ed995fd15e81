package dev.holdfast.replica;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.trust.Statement.Disowning;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Entries that were verified as INVALID and that a later signed state shows otherwise. An honest publisher never
/// makes one; a stolen key cannot undo one; only the root can, by disowning the states it was learned from.
/// Immutable.
public final class StickyInvalids {
    private static final StickyInvalids NONE = new StickyInvalids(new TreeMap<>());

    private final SortedMap<ListId, SortedMap<Integer, Seen>> entries;

    private StickyInvalids(SortedMap<ListId, SortedMap<Integer, Seen>> entries) {
        this.entries = entries;
    }

    /// A state of the partition in which an entry was INVALID: the last one before a state that showed it
    /// otherwise.
    public record Seen(int epoch, long n) {
        static Seen in(Header header) {
            return new Seen(header.epoch(), header.n());
        }
    }

    public static StickyInvalids none() {
        return NONE;
    }

    /// Puts back what a store kept.
    public static StickyInvalids of(Map<ListId, ? extends SortedMap<Integer, Seen>> entries) {
        SortedMap<ListId, SortedMap<Integer, Seen>> copy = new TreeMap<>();
        entries.forEach((list, set) -> copy.put(list, new TreeMap<>(set)));
        return new StickyInvalids(copy);
    }

    public boolean contains(ListId list, int idx) {
        SortedMap<Integer, Seen> set = entries.get(list);
        return set != null && set.containsKey(idx);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// How many entries there are, over all lists.
    public int size() {
        return entries.values().stream().mapToInt(Map::size).sum();
    }

    public SortedMap<ListId, SortedMap<Integer, Seen>> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    /// These and others of the same partition. Of an entry in both, the older sight counts: less disowns it.
    public StickyInvalids and(StickyInvalids more) {
        if (isEmpty() || more.isEmpty()) {
            return isEmpty() ? more : this;
        }
        SortedMap<ListId, SortedMap<Integer, Seen>> all = new TreeMap<>(entries);
        more.entries.forEach((list, set) -> {
            SortedMap<Integer, Seen> both = new TreeMap<>(set);
            both.putAll(all.getOrDefault(list, Collections.emptySortedMap()));
            all.put(list, both);
        });
        return new StickyInvalids(all);
    }

    /// Without those that were seen in a disowned state of this partition.
    StickyInvalids without(Collection<Disowning> disowned) {
        SortedMap<ListId, SortedMap<Integer, Seen>> left = new TreeMap<>();
        entries.forEach((list, set) -> {
            SortedMap<Integer, Seen> kept = new TreeMap<>(set);
            kept.values().removeIf(seen -> disowned.stream().anyMatch(each -> each.covers(seen.epoch(), seen.n())));
            if (!kept.isEmpty()) {
                left.put(list, kept);
            }
        });
        return left.equals(entries) ? this : new StickyInvalids(left);
    }

    /// Adds the entries that are INVALID in `before` and something else in `after`.
    ///
    /// @param seen the state that `before` is of
    StickyInvalids afterMove(ListId list, Seen seen, PackedStatuses before, PackedStatuses after) {
        SortedMap<Integer, Seen> lost = new TreeMap<>();
        int perChunk = PackedStatuses.CHUNK_BYTES * 8 / before.bits();
        for (int chunk = 0; chunk < before.chunkCount(); chunk++) {
            if (!before.sharesChunk(after, chunk)) {
                int end = Math.min(before.capacity(), (chunk + 1) * perChunk);
                for (int idx = chunk * perChunk; idx < end; idx++) {
                    if (before.code(idx) == Status.INVALID.code()
                            && (idx >= after.capacity() || after.code(idx) != Status.INVALID.code())) {
                        lost.put(idx, seen);
                    }
                }
            }
        }
        if (lost.isEmpty()) {
            return this;
        }
        SortedMap<ListId, SortedMap<Integer, Seen>> next = new TreeMap<>(entries);
        lost.putAll(next.getOrDefault(list, Collections.emptySortedMap()));
        next.put(list, lost);
        return new StickyInvalids(next);
    }
}
