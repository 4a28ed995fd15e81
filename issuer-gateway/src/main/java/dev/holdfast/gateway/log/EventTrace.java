package dev.holdfast.gateway.log;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;

/// What this gateway remembers of one event.
///
/// @param offset of its record in `status-events`
/// @param n what it was folded as; of a repeat, what the original was folded as
/// @param asked what it asks for
public record EventTrace(CommandId id, ListId list, int partition, long offset, long n, Verdict verdict, Asked asked) {
    /// The same outcome under the id and offset of a repeat.
    EventTrace repeatedAs(CommandId repeat, long at) {
        return new EventTrace(repeat, list, partition, at, n, verdict, asked);
    }
}
