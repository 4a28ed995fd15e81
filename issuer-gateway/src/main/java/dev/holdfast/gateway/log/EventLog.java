package dev.holdfast.gateway.log;

import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent.SignedCommand;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// The log, as a gateway uses it: it appends commands, and reads back everything that anybody appended.
public interface EventLog extends AutoCloseable {
    /// Starts to feed `folded` from the beginning of the log on, in a thread of the log's own. Called once.
    void follow(FoldedLog folded);

    /// Appends a command. Commands appended one after the other to one partition stay in that order.
    ///
    /// @return its offset once it is acknowledged by every in-sync replica; if it fails, the outcome is unknown
    CompletableFuture<Long> append(int partition, ListId list, SignedCommand command, Instant receivedAt);

    @Override
    void close();
}
