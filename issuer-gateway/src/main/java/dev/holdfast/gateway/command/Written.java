package dev.holdfast.gateway.command;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import dev.holdfast.gateway.log.EventState;

/// A command that the log holds.
public sealed interface Written {
    /// Acknowledged, and not folded here yet.
    record Appended(CommandId id, ListId list, int partition, long offset) implements Written {}

    /// Folded: its outcome is known.
    record Folded(EventState state) implements Written {}
}
