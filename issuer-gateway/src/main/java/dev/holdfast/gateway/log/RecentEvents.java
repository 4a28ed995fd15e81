package dev.holdfast.gateway.log;

import dev.holdfast.event.CommandId;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The newest events by id, of all partitions. Thread-safe.
final class RecentEvents {
    private final Map<CommandId, EventTrace> byId;

    /// @param limit how many are remembered; the oldest go first
    RecentEvents(int limit) {
        byId = new LinkedHashMap<>() {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<CommandId, EventTrace> eldest) {
                return size() > limit;
            }
        };
    }

    /// Ids that are known keep their first outcome.
    synchronized void remember(EventTrace trace) {
        byId.putIfAbsent(trace.id(), trace);
    }

    synchronized Optional<EventTrace> find(CommandId id) {
        return Optional.ofNullable(byId.get(id));
    }
}
