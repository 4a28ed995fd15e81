package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the generator knows: which change of which entry was acknowledged as which event. It judges an answer by the
/// checkpoint that the answer itself names: the status must be exactly the one that the acknowledged changes up to
/// that `n` give. Safe for concurrent use.
public final class Ledger {
    private final Map<EdgeClient.Question, TreeMap<Long, Integer>> history = new HashMap<>();
    private final Map<EdgeClient.Question, Integer> open = new HashMap<>();
    private int lost;
    private final List<Change> acknowledged = new ArrayList<>();

    /// A change that was acknowledged and whose `n` is known.
    ///
    /// @param sentAt milliseconds since 1970, as all times here
    record Change(int partition, long n, long sentAt, long acceptedAt) {}

    /// Notes that a change was sent: until its fate is known its entry is not judged.
    synchronized void sent(EdgeClient.Question entry) {
        open.merge(entry, 1, Integer::sum);
    }

    /// Notes what a change was folded as.
    synchronized void settled(EdgeClient.Question entry, long n, int code, long sentAt, long acceptedAt) {
        history.computeIfAbsent(entry, _ -> new TreeMap<>()).put(n, code);
        acknowledged.add(new Change(partitionOf(entry), n, sentAt, acceptedAt));
        close(entry);
    }

    /// Notes that a change was refused and so changed nothing.
    synchronized void refused(EdgeClient.Question entry) {
        close(entry);
    }

    /// Notes that an acknowledged change is not in the log.
    synchronized void lost(EdgeClient.Question entry) {
        lost++;
        close(entry);
    }

    /// How many acknowledged changes are not in the log.
    synchronized int lost() {
        return lost;
    }

    private void close(EdgeClient.Question entry) {
        open.computeIfPresent(entry, (_, count) -> count == 1 ? null : count - 1);
    }

    /// How many changes have an unknown fate.
    synchronized int unsettled() {
        return open.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized List<Change> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /// Entries whose every change is settled.
    synchronized List<EdgeClient.Question> entries() {
        return history.keySet().stream()
                .filter(entry -> !open.containsKey(entry))
                .toList();
    }

    /// The highest `n` acknowledged in each partition.
    synchronized Map<Integer, Long> newest() {
        Map<Integer, Long> newest = new HashMap<>();
        acknowledged.forEach(change -> newest.merge(change.partition(), change.n(), Math::max));
        return newest;
    }

    /// Why an answer is wrong, or nothing if it is right.
    ///
    /// @param answer as an edge gives it
    public synchronized Optional<String> fault(EdgeClient.Question entry, JsonNode answer) {
        if (open.containsKey(entry)) {
            return Optional.empty();
        }
        JsonNode evidence = answer.path("evidence");
        if (!evidence.path("n").isIntegralNumber()
                || evidence.path("partition").asInt(-1) != partitionOf(entry)
                || evidence.path("idx").asInt(-1) != entry.idx()) {
            return Optional.of("no evidence for " + entry + " in " + answer);
        }
        long n = evidence.path("n").asLong();
        var last = history.getOrDefault(entry, new TreeMap<>()).floorEntry(n);
        int expected = last == null ? 0 : last.getValue();
        return answer.path("code").asInt(-1) == expected
                ? Optional.empty()
                : Optional.of(entry + " at n " + n + " should be " + expected + ": " + answer);
    }

    static int partitionOf(EdgeClient.Question entry) {
        return Partitioning.of(new ListId(entry.list()), DemoKeys.PARTITIONS);
    }
}
