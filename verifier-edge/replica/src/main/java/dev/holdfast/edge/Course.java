package dev.holdfast.edge;

/// What a source is doing about one partition.
sealed interface Course {
    /// Takes checkpoints one after the other.
    ///
    /// @param from offset to begin with, or [Holding#UNKNOWN] for the earliest
    /// @param again whether checkpoints that are held already are to be expected
    record Following(long from, boolean again) implements Course {}

    /// Wants a snapshot; the next round begins to read them.
    ///
    /// @param back offset in `checkpoints` at which there was no going on, or [Holding#UNKNOWN]
    record Wanting(long back) implements Course {}

    /// Reads all snapshots of the partition.
    ///
    /// @param end offset behind the last one
    record Looking(SnapshotShelf shelf, long end, long back) implements Course {}

    /// Waits before it looks for a snapshot once more.
    ///
    /// @param untilNanos on the clock of `System.nanoTime`
    record Resting(long untilNanos, long back) implements Course {}

    /// Waits for a trust document that a checkpoint names.
    ///
    /// @param version that is held and is not enough
    /// @param offset of the checkpoint, to be read again
    record AwaitingTrust(int version, long offset, long untilNanos) implements Course {}
}
