package dev.holdfast.replica;

import dev.holdfast.event.ListId;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.trust.Statement.Disowning;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// What a replica knows of INVALIDs beside its lists.
///
/// @param sticky those that its lists show otherwise
/// @param firsts since when those in its lists may have been so
record Invalids(StickyInvalids sticky, Sightings firsts) {
    static final Invalids NONE = new Invalids(StickyInvalids.none(), Sightings.none());

    /// Under a document that disowns these states of the partition.
    ///
    /// @param held whether what the replica holds is one of them: then its INVALIDs are judged when it moves on, by
    ///     what they are then. If not, they were seen in a state that counts, wherever they were seen first
    Invalids under(Collection<Disowning> disowned, boolean held) {
        StickyInvalids left = sticky.without(disowned);
        Sightings seen = held ? firsts : firsts.without(disowned);
        return left == sticky && seen == firsts ? this : new Invalids(left, seen);
    }

    /// With what the lists are to become: an INVALID that they show otherwise then is kept, unless the replica
    /// learned it first in a disowned state.
    ///
    /// @param moved the lists that may differ, also any that the next state does not have
    /// @param first of what is INVALID in `next` only; empty if that is not known
    Invalids afterMove(
            SortedMap<ListId, ListImage> held,
            SortedMap<ListId, ListImage> next,
            Set<ListId> moved,
            Optional<Seen> first,
            Collection<Disowning> disowned) {
        StickyInvalids kept = sticky;
        Sightings seen = firsts;
        for (ListId id : moved) {
            Optional<ListImage> was = Optional.ofNullable(held.get(id));
            Optional<ListImage> is = Optional.ofNullable(next.get(id));
            PackedStatuses before = was.map(ListImage::statuses).orElseGet(() -> blank(is.orElseThrow()));
            PackedStatuses after = is.map(ListImage::statuses).orElseGet(() -> blank(was.orElseThrow()));
            if (was.isPresent()) {
                kept = kept.afterMove(id, before, after, idx -> firsts.first(id, idx, before.bits()));
            }
            seen = seen.afterMove(id, before, after, first);
        }
        return new Invalids(kept.without(disowned), seen.without(disowned));
    }

    /// What a list is in a state that does not have it.
    private static PackedStatuses blank(ListImage image) {
        return PackedStatuses.allValid(
                image.descriptor().bits(), image.descriptor().capacity());
    }
}
