package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// When which state became visible at which edge, read from the edges' own records. For one thread.
final class Visibility {
    private static final int PAGE = 10_000;

    private final Map<EdgeClient, Long> position = new HashMap<>();
    private final Map<EdgeClient, Map<Integer, TreeMap<Long, Long>>> applied = new HashMap<>();

    /// Reads on from where the last call ended.
    void read(List<EdgeClient> edges) throws IOException, InterruptedException {
        for (EdgeClient edge : edges) {
            JsonNode page;
            do {
                page = edge.applied(position.getOrDefault(edge, 0L), PAGE);
                for (JsonNode row : page.path("applied")) {
                    applied.computeIfAbsent(edge, _ -> new HashMap<>())
                            .computeIfAbsent(row.get(1).asInt(), _ -> new TreeMap<>())
                            .putIfAbsent(row.get(2).asLong(), row.get(3).asLong());
                }
                position.put(edge, page.path("next").asLong());
            } while (page.path("applied").size() == PAGE);
        }
    }

    /// An edge that restarts begins a new record.
    void restarted(EdgeClient edge) {
        position.remove(edge);
    }

    /// Time from each change's start to its visibility at the last of the edges.
    ///
    /// @param fromAccepted whether the start is the 2xx at the client instead of the sending
    Percentiles toEveryEdge(List<Ledger.Change> changes, List<EdgeClient> edges, boolean fromAccepted) {
        List<Double> millis = new ArrayList<>();
        for (Ledger.Change change : changes) {
            long last = Long.MIN_VALUE;
            for (EdgeClient edge : edges) {
                var seen = applied.getOrDefault(edge, Map.of())
                        .getOrDefault(change.partition(), new TreeMap<>())
                        .ceilingEntry(change.n());
                last = seen == null ? Long.MAX_VALUE : Math.max(last, seen.getValue());
            }
            if (last != Long.MAX_VALUE) {
                millis.add((double) Math.max(0, last - (fromAccepted ? change.acceptedAt() : change.sentAt())));
            }
        }
        return Percentiles.of(millis.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
