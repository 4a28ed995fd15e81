package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Asks edges about many entries and judges every answer by the ledger. A check has failed if it is not HTTP 200,
/// takes longer than a second, or says anything else than the acknowledged changes at the answer's own checkpoint.
/// For one thread.
final class Checks {
    private static final long LIMIT_NANOS = 1_000_000_000L;
    private static final int CONCURRENT = 32;
    private static final int EXAMPLES = 5;
    private static final int BATCH = 500;

    private final Ledger ledger;
    private final Random random;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> byFreshness = new TreeMap<>();
    private final List<Double> millis = new ArrayList<>();
    private int asked;
    private int failed;

    Checks(Ledger ledger, long seed) {
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    /// Asks each edge `perEdge` single questions about entries that were changed.
    void ask(List<EdgeClient> edges, int perEdge) throws InterruptedException {
        List<EdgeClient.Question> entries = ledger.entries();
        Semaphore slots = new Semaphore(CONCURRENT);
        for (int i = 0; i < perEdge; i++) {
            for (EdgeClient edge : edges) {
                EdgeClient.Question question = entries.get(random.nextInt(entries.size()));
                slots.acquire();
                CompletableFuture<Http.Reply> reply = edge.checkAsync(question);
                var _ = reply.whenComplete((answer, failure) -> {
                    // A slot is given back when its answer has been counted: with all slots here, all are counted.
                    try {
                        judge(edge, question, failure == null ? answer : new Http.Reply(0, Http.JSON.missingNode(), 0));
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        if (!slots.tryAcquire(CONCURRENT, 60, TimeUnit.SECONDS)) {
            judgeMissing();
        }
    }

    /// Asks each edge about every entry that was changed, in batches. Time does not count here.
    void askAll(List<EdgeClient> edges) throws IOException, InterruptedException {
        List<EdgeClient.Question> entries = ledger.entries();
        for (int from = 0; from < entries.size(); from += BATCH) {
            List<EdgeClient.Question> some = entries.subList(from, Math.min(entries.size(), from + BATCH));
            for (EdgeClient edge : edges) {
                Http.Reply reply = edge.checks(some);
                for (int i = 0; i < some.size(); i++) {
                    judge(
                            edge,
                            some.get(i),
                            new Http.Reply(
                                    reply.status(), reply.body().path("answers").path(i), 0));
                }
            }
        }
    }

    synchronized void judge(EdgeClient edge, EdgeClient.Question question, Http.Reply reply) {
        asked++;
        millis.add(reply.nanos() / 1e6);
        JsonNode answer = reply.body();
        byFreshness.merge(answer.path("freshness").asText("none"), 1, Integer::sum);
        String fault = null;
        if (reply.status() != 200) {
            fault = "HTTP " + reply.status();
        } else if (reply.nanos() > LIMIT_NANOS) {
            fault = "took " + reply.nanos() / 1_000_000 + " ms";
        } else {
            fault = ledger.fault(question, answer).orElse(null);
        }
        if (fault != null) {
            failed++;
            if (faults.size() < EXAMPLES) {
                faults.add(edge.region() + ": " + fault);
            }
        }
    }

    private synchronized void judgeMissing() {
        failed++;
        faults.add("some checks were never answered");
    }

    synchronized int asked() {
        return asked;
    }

    synchronized int failed() {
        return failed;
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized Map<String, Integer> byFreshness() {
        return Map.copyOf(byFreshness);
    }

    synchronized Percentiles latency() {
        return Percentiles.of(millis.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
