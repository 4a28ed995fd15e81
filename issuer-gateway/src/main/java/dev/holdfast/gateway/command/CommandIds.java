package dev.holdfast.gateway.command;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Makes the ids of this gateway's commands: they rise per list whatever the clock does, also after a restart.
final class CommandIds {
    private final InstantSource clock;
    private final Map<ListId, Long> newest = new ConcurrentHashMap<>();

    CommandIds(InstantSource clock) {
        this.clock = clock;
    }

    /// The next id for a list.
    ///
    /// @param folded the last id that the fold remembers of this writer and list
    CommandId next(ListId list, Optional<CommandId> folded) {
        long floor = Math.max(
                newest.getOrDefault(list, -1L),
                folded.map(CommandId::unixMillis).orElse(-1L));
        return CommandId.of(
                Math.max(clock.millis(), floor + 1), ThreadLocalRandom.current().nextLong());
    }

    /// Notes that an id is used: the next one is higher.
    void used(ListId list, CommandId id) {
        newest.merge(list, id.unixMillis(), Math::max);
    }
}
