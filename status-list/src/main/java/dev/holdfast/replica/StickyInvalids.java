package dev.holdfast.replica;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.list.PackedStatuses;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Entries that were verified as INVALID and that a later signed state shows otherwise. An honest publisher never
/// makes one; a stolen key cannot undo one. Immutable.
public final class StickyInvalids {
    private static final StickyInvalids NONE = new StickyInvalids(new TreeMap<>());

    private final SortedMap<ListId, SortedSet<Integer>> entries;

    private StickyInvalids(SortedMap<ListId, SortedSet<Integer>> entries) {
        this.entries = entries;
    }

    public static StickyInvalids none() {
        return NONE;
    }

    /// Puts back what a store kept.
    public static StickyInvalids of(Map<ListId, ? extends SortedSet<Integer>> entries) {
        SortedMap<ListId, SortedSet<Integer>> copy = new TreeMap<>();
        entries.forEach((list, set) -> copy.put(list, new TreeSet<>(set)));
        return new StickyInvalids(copy);
    }

    public boolean contains(ListId list, int idx) {
        SortedSet<Integer> set = entries.get(list);
        return set != null && set.contains(idx);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public SortedMap<ListId, SortedSet<Integer>> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    /// Adds the entries that are INVALID in `before` and something else in `after`.
    StickyInvalids afterMove(ListId list, PackedStatuses before, PackedStatuses after) {
        SortedSet<Integer> lost = new TreeSet<>();
        int perChunk = PackedStatuses.CHUNK_BYTES * 8 / before.bits();
        for (int chunk = 0; chunk < before.chunkCount(); chunk++) {
            if (!before.sharesChunk(after, chunk)) {
                int end = Math.min(before.capacity(), (chunk + 1) * perChunk);
                for (int idx = chunk * perChunk; idx < end; idx++) {
                    if (before.code(idx) == Status.INVALID.code()
                            && (idx >= after.capacity() || after.code(idx) != Status.INVALID.code())) {
                        lost.add(idx);
                    }
                }
            }
        }
        if (lost.isEmpty()) {
            return this;
        }
        SortedMap<ListId, SortedSet<Integer>> next = new TreeMap<>(entries);
        lost.addAll(next.getOrDefault(list, Collections.emptySortedSet()));
        next.put(list, lost);
        return new StickyInvalids(next);
    }
}
