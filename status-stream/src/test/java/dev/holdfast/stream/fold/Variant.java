package dev.holdfast.stream.fold;

import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.schema.DraftRecord;
import java.util.List;
import java.util.Optional;

/// A stream as it is, or with a mistake: each method stands at a place where one could be made.
interface Variant {
    Variant SOUND = new Variant() {};

    /// Whether the stream folds an event that it is given.
    default boolean folds(StatusEvent event) {
        return true;
    }

    /// The rules beside which those of the stream are held: a difference shows, whichever side has the mistake.
    default Outcome decide(PartitionState state, StatusEvent event) {
        return Fold.decide(state, event);
    }

    /// What of a draft reaches its topic.
    default List<DraftRecord> drafts(DraftRecord draft) {
        return List.of(draft);
    }

    /// What is kept of a row; nothing if it is not written.
    default Optional<byte[]> keeps(byte[] key, byte[] row) {
        return Optional.of(row);
    }
}
