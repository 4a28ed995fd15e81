package dev.holdfast.schema;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;

/// A piece of all lists at the checkpoint that was drafted right before.
///
/// @param headerHash hash of that checkpoint's header
/// @param index 0…count-1
public record SnapshotDraft(int partition, int epoch, long n, Hash headerHash, int index, int count, Bytes bytes)
        implements DraftRecord {
    /// @throws IllegalArgumentException for a piece that cannot be
    public SnapshotDraft {
        SnapshotChunk.requirePiece(index, count, bytes);
    }
}
