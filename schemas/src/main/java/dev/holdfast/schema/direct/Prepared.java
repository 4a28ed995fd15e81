package dev.holdfast.schema.direct;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent.SignedCommand;

/// A signed command that can be appended, and appended again if nobody knows whether it was: the fold counts it once.
///
/// @param checkpointsFrom where its outcome can first stand in `checkpoints`, partition of the list
/// @param refusalsFrom the same in `refusals`
public record Prepared(
        ListId list, CommandId id, SignedCommand command, int partition, long checkpointsFrom, long refusalsFrom) {}
