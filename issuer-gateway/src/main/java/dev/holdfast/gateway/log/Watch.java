package dev.holdfast.gateway.log;

import dev.holdfast.event.CommandId;
import java.util.concurrent.CompletableFuture;

/// Somebody waits for an event. Made before the event is appended and closed when nobody waits any more.
public final class Watch implements AutoCloseable {
    private final FoldedLog log;
    private final CommandId id;
    private final int partition;
    private final CompletableFuture<EventTrace> folded = new CompletableFuture<>();
    private final CompletableFuture<EventTrace> settled = new CompletableFuture<>();

    Watch(FoldedLog log, CommandId id, int partition) {
        this.log = log;
        this.id = id;
        this.partition = partition;
    }

    /// Completes when the fold has seen the event, which is proof that the log holds it.
    public CompletableFuture<EventTrace> folded() {
        return folded;
    }

    /// Completes when the event was refused or a checkpoint covers it.
    public CompletableFuture<EventTrace> settled() {
        return settled;
    }

    public CommandId id() {
        return id;
    }

    public int partition() {
        return partition;
    }

    @Override
    public void close() {
        log.unwatch(this);
    }
}
