package dev.holdfast.replica;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.trust.Statement.Disowning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Since when the INVALIDs that a replica holds may have been so, for those of which it knows: it held the state
/// before, and they were something else there. Of all others, such as those of a first snapshot, nothing is kept,
/// and no disowning lets go of them. Kept by chunk of [PackedStatuses], as the statuses are. Immutable.
public final class Sightings {
    private static final Sightings NONE = new Sightings(new TreeMap<>());

    private final SortedMap<ListId, SortedMap<Integer, Chunk>> lists;

    private Sightings(SortedMap<ListId, SortedMap<Integer, Chunk>> lists) {
        this.lists = lists;
    }

    /// The earliest state in which an entry may have been INVALID: the one after the last that showed it otherwise.
    public record Seen(Region region, int epoch, long n) {
        boolean isIn(Collection<Disowning> disowned) {
            return disowned.stream().anyMatch(each -> each.covers(region, epoch, n));
        }
    }

    public static Sightings none() {
        return NONE;
    }

    /// Puts back what a store kept: by list, chunk and entry.
    public static Sightings of(Map<ListId, ? extends Map<Integer, ? extends SortedMap<Integer, Seen>>> kept) {
        SortedMap<ListId, SortedMap<Integer, Chunk>> lists = new TreeMap<>();
        kept.forEach((list, chunks) -> {
            SortedMap<Integer, Chunk> copy = new TreeMap<>();
            chunks.forEach((chunk, entries) -> copy.put(chunk, Chunk.of(entries)));
            lists.put(list, copy);
        });
        return new Sightings(lists);
    }

    /// Those of one chunk, by entry.
    public SortedMap<Integer, Seen> of(ListId list, int chunk) {
        return chunks(list).getOrDefault(chunk, Chunk.EMPTY).toMap();
    }

    /// The chunks of a list that are not the very ones that `others` has; a chunk that only one has is among them.
    public SortedSet<Integer> movedChunks(ListId list, Sightings others) {
        SortedMap<Integer, Chunk> here = chunks(list);
        SortedMap<Integer, Chunk> there = others.chunks(list);
        SortedSet<Integer> moved = new TreeSet<>(here.keySet());
        moved.addAll(there.keySet());
        moved.removeIf(chunk -> Objects.equals(here.get(chunk), there.get(chunk)));
        return moved;
    }

    /// Empty if it is not known, or the entry is not INVALID.
    public Optional<Seen> first(ListId list, int idx, int bits) {
        return chunks(list).getOrDefault(idx / perChunk(bits), Chunk.EMPTY).first(idx);
    }

    /// Those of the INVALIDs in `after`.
    ///
    /// @param first of entries that are INVALID in `after` and not in `before`; empty if that is not known
    Sightings afterMove(ListId list, PackedStatuses before, PackedStatuses after, Optional<Seen> first) {
        SortedMap<Integer, Chunk> held = chunks(list);
        if (before.bits() != after.bits()) {
            return with(list, new TreeMap<>());
        }
        if (held.isEmpty() && first.isEmpty()) {
            return this;
        }
        SortedMap<Integer, Chunk> next = new TreeMap<>(held);
        next.keySet().removeIf(chunk -> chunk >= after.chunkCount());
        int perChunk = perChunk(after.bits());
        for (int chunk = 0; chunk < after.chunkCount(); chunk++) {
            if (!after.sharesChunk(before, chunk)) {
                int end = Math.min(after.capacity(), (chunk + 1) * perChunk);
                Chunk moved =
                        held.getOrDefault(chunk, Chunk.EMPTY).afterMove(before, after, chunk * perChunk, end, first);
                next.put(chunk, moved);
            }
        }
        return with(list, next);
    }

    /// Without those in a disowned state: what is INVALID in a later state that counts was not learned there only.
    Sightings without(Collection<Disowning> disowned) {
        Sightings left = this;
        if (disowned.isEmpty()) {
            return left;
        }
        for (ListId list : lists.keySet()) {
            SortedMap<Integer, Chunk> kept = new TreeMap<>(chunks(list));
            kept.replaceAll((_, chunk) -> chunk.without(disowned));
            left = kept.equals(chunks(list)) ? left : left.with(list, kept);
        }
        return left;
    }

    private Sightings with(ListId list, SortedMap<Integer, Chunk> chunks) {
        SortedMap<ListId, SortedMap<Integer, Chunk>> next = new TreeMap<>(lists);
        chunks.values().removeIf(Chunk.EMPTY::equals);
        if (chunks.isEmpty()) {
            next.remove(list);
        } else {
            next.put(list, chunks);
        }
        return new Sightings(next);
    }

    private SortedMap<Integer, Chunk> chunks(ListId list) {
        return lists.getOrDefault(list, Collections.emptySortedMap());
    }

    private static int perChunk(int bits) {
        return PackedStatuses.CHUNK_BYTES * 8 / bits;
    }

    /// One chunk's, in the order of their entries: eight bytes for each, because a nation has millions.
    private static final class Chunk {
        static final Chunk EMPTY = new Chunk(new int[0], List.of());

        private final int[] entries;
        private final List<Seen> firsts;

        private Chunk(int[] entries, List<Seen> firsts) {
            this.entries = entries;
            this.firsts = firsts;
        }

        static Chunk of(SortedMap<Integer, Seen> known) {
            int[] entries = known.keySet().stream().mapToInt(Integer::intValue).toArray();
            return entries.length == 0 ? EMPTY : new Chunk(entries, List.copyOf(known.values()));
        }

        Optional<Seen> first(int idx) {
            int at = Arrays.binarySearch(entries, idx);
            return at < 0 ? Optional.empty() : Optional.of(firsts.get(at));
        }

        SortedMap<Integer, Seen> toMap() {
            SortedMap<Integer, Seen> known = new TreeMap<>();
            for (int at = 0; at < entries.length; at++) {
                known.put(entries[at], firsts.get(at));
            }
            return known;
        }

        Chunk afterMove(PackedStatuses before, PackedStatuses after, int from, int end, Optional<Seen> first) {
            int[] next = new int[end - from];
            List<Seen> seen = new ArrayList<>();
            for (int idx = from; idx < end; idx++) {
                if (isInvalid(after, idx)) {
                    Optional<Seen> of = isInvalid(before, idx) ? first(idx) : first;
                    if (of.isPresent()) {
                        next[seen.size()] = idx;
                        seen.add(of.get());
                    }
                }
            }
            return seen.isEmpty() ? EMPTY : new Chunk(Arrays.copyOf(next, seen.size()), List.copyOf(seen));
        }

        Chunk without(Collection<Disowning> disowned) {
            if (firsts.stream().noneMatch(seen -> seen.isIn(disowned))) {
                return this;
            }
            SortedMap<Integer, Seen> left = toMap();
            left.values().removeIf(seen -> seen.isIn(disowned));
            return of(left);
        }

        private static boolean isInvalid(PackedStatuses statuses, int idx) {
            return idx < statuses.capacity() && statuses.code(idx) == Status.INVALID.code();
        }
    }
}
