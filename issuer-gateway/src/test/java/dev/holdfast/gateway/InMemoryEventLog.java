package dev.holdfast.gateway;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.gateway.log.EventLog;
import dev.holdfast.gateway.log.FoldedLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// A log in memory, with a publisher that covers every event at once. It can be told to fail as logs do.
public final class InMemoryEventLog implements EventLog {
    private final List<List<StatusEvent>> partitions = IntStream.range(0, World.PARTITIONS)
            .mapToObj(_ -> (List<StatusEvent>) new ArrayList<StatusEvent>())
            .toList();
    private final int[] seen = new int[World.PARTITIONS];
    private FoldedLog folded;
    private Mood mood = Mood.WELL;

    /// How the log behaves.
    public enum Mood {
        WELL,
        /// Appends, and no checkpoint comes.
        UNPUBLISHED,
        /// Appends, and the acknowledgement is lost.
        SAVED_BUT_FAILED,
        /// Does not append.
        FAILED,
        /// Does not append and never says so.
        SILENT
    }

    public synchronized void become(Mood next) {
        mood = next;
    }

    public synchronized int size() {
        return partitions.stream().mapToInt(List::size).sum();
    }

    @Override
    public synchronized void follow(FoldedLog log) {
        folded = log;
        log.open(World.PARTITIONS);
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
            put(partition, World.TRUST.toEvent());
        }
        log.caughtUp();
    }

    @Override
    public synchronized CompletableFuture<Long> append(
            int partition, ListId list, SignedCommand command, Instant receivedAt) {
        return switch (mood) {
            case WELL, UNPUBLISHED -> CompletableFuture.completedFuture(put(partition, command));
            case SAVED_BUT_FAILED -> {
                CompletableFuture<Long> failed = CompletableFuture.failedFuture(new IllegalStateException("lost"));
                deaf(partition, command);
                yield failed;
            }
            case FAILED -> CompletableFuture.failedFuture(new IllegalStateException("no broker"));
            case SILENT -> new CompletableFuture<>();
        };
    }

    /// Puts any event into the log, as other writers do.
    public synchronized long put(int partition, StatusEvent event) {
        long offset = deaf(partition, event);
        catchUp(partition);
        return offset;
    }

    private long deaf(int partition, StatusEvent event) {
        partitions.get(partition).add(event);
        return partitions.get(partition).size() - 1L;
    }

    /// Shows the gateway what it has not seen yet, then publishes.
    public synchronized void catchUp(int partition) {
        List<StatusEvent> events = partitions.get(partition);
        for (int offset = seen[partition]; offset < events.size(); offset++) {
            folded.event(partition, offset, events.get(offset));
        }
        seen[partition] = events.size();
        if (mood != Mood.UNPUBLISHED) {
            SignedHeader checkpoint = World.checkpoint(partition, events);
            folded.checkpoint(partition, checkpoint);
        }
    }

    @Override
    public void close() {}
}
