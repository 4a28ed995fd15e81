package dev.holdfast.schema;

import dev.holdfast.fold.Draft;
import dev.holdfast.layout.Bytes;

/// A checkpoint that nobody has signed yet, unparsed.
///
/// @param header to be signed as it stands
/// @param body what the header commits to
public record CheckpointDraft(int partition, Bytes header, Bytes body) implements DraftRecord {
    public static CheckpointDraft of(Draft draft) {
        return new CheckpointDraft(
                draft.header().partition(), Bytes.of(draft.header().toBytes()), draft.body());
    }
}
