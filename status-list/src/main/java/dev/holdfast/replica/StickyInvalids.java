package dev.holdfast.replica;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.trust.Statement.Disowning;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Entries that were verified as INVALID and that a later signed state shows otherwise. An honest publisher never
/// makes one; a stolen key cannot undo one; only the root can, by disowning the states it was learned from first.
/// Each stands with the earliest state in which it may have been INVALID, if that is known. Immutable.
public final class StickyInvalids {
    private static final StickyInvalids NONE = new StickyInvalids(new TreeMap<>());

    private final SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> entries;

    private StickyInvalids(SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> entries) {
        this.entries = entries;
    }

    public static StickyInvalids none() {
        return NONE;
    }

    /// Puts back what a store kept.
    public static StickyInvalids of(Map<ListId, ? extends SortedMap<Integer, Optional<Seen>>> entries) {
        SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> copy = new TreeMap<>();
        entries.forEach((list, set) -> copy.put(list, new TreeMap<>(set)));
        return new StickyInvalids(copy);
    }

    public boolean contains(ListId list, int idx) {
        SortedMap<Integer, Optional<Seen>> set = entries.get(list);
        return set != null && set.containsKey(idx);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// How many entries there are, over all lists.
    public int size() {
        return entries.values().stream().mapToInt(Map::size).sum();
    }

    public SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    /// These and others of the same partition. Of an entry in both, what is known here counts: it is older.
    public StickyInvalids and(StickyInvalids more) {
        if (isEmpty() || more.isEmpty()) {
            return isEmpty() ? more : this;
        }
        SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> all = new TreeMap<>(entries);
        more.entries.forEach((list, set) -> {
            SortedMap<Integer, Optional<Seen>> both = new TreeMap<>(set);
            both.putAll(all.getOrDefault(list, Collections.emptySortedMap()));
            all.put(list, both);
        });
        return new StickyInvalids(all);
    }

    /// Without those that were certainly learned in a disowned state of this partition. What may be older stays.
    StickyInvalids without(Collection<Disowning> disowned) {
        SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> left = new TreeMap<>();
        entries.forEach((list, set) -> {
            SortedMap<Integer, Optional<Seen>> kept = new TreeMap<>(set);
            kept.values().removeIf(first -> first.isPresent() && first.get().isIn(disowned));
            if (!kept.isEmpty()) {
                left.put(list, kept);
            }
        });
        return left.equals(entries) ? this : new StickyInvalids(left);
    }

    /// Adds the entries that are INVALID in `before` and something else in `after`.
    ///
    /// @param first the earliest state in which an entry of `before` may have been INVALID
    StickyInvalids afterMove(
            ListId list, PackedStatuses before, PackedStatuses after, IntFunction<Optional<Seen>> first) {
        SortedMap<Integer, Optional<Seen>> lost = new TreeMap<>();
        int perChunk = PackedStatuses.CHUNK_BYTES * 8 / before.bits();
        for (int chunk = 0; chunk < before.chunkCount(); chunk++) {
            if (!before.sharesChunk(after, chunk)) {
                int end = Math.min(before.capacity(), (chunk + 1) * perChunk);
                for (int idx = chunk * perChunk; idx < end; idx++) {
                    if (before.code(idx) == Status.INVALID.code()
                            && (idx >= after.capacity() || after.code(idx) != Status.INVALID.code())) {
                        lost.put(idx, first.apply(idx));
                    }
                }
            }
        }
        if (lost.isEmpty()) {
            return this;
        }
        SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> next = new TreeMap<>(entries);
        lost.putAll(next.getOrDefault(list, Collections.emptySortedMap()));
        next.put(list, lost);
        return new StickyInvalids(next);
    }
}
