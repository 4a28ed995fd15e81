package dev.holdfast.schema;

import dev.holdfast.checkpoint.Checkpoint;

/// A record of `checkpoints`. Reading one does not verify it.
public record CheckpointRecord(int partition, Checkpoint checkpoint) {}
