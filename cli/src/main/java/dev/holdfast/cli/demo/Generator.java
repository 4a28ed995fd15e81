package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.event.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends a mixed stream of revocations, suspensions and reinstatements at a steady pace, never waiting for an
/// answer, and enters in the ledger what became of each. One thread sends; answers come on others.
public final class Generator {
    private static final int MOST_IN_FLIGHT = 2_000;

    private final IssuerClient gateway;
    private final Ledger ledger;
    private final Random random;
    private final Map<EdgeClient.Question, Integer> codes = new HashMap<>();
    private final Queue<Sent> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private int sequence;

    public Generator(IssuerClient gateway, Ledger ledger, long seed) {
        this.gateway = gateway;
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    /// A change on its way, kept so that it can be asked for again.
    private record Sent(EdgeClient.Question entry, Status status, String key, long sentAt) {}

    /// A change that was answered with 2xx, and not yet with the `n` it was folded as.
    private record Acknowledged(Sent sent, String event, long acceptedAt) {}

    /// How many changes were answered with 2xx.
    public int accepted() {
        return accepted.get();
    }

    /// Sends `perSecond` changes a second to entries of `pool` until `stop` says so.
    public void run(List<EdgeClient.Question> pool, int perSecond, Stop stop) {
        long interval = 1_000_000_000L / perSecond;
        long next = System.nanoTime();
        while (!stop.now()) {
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            next += interval;
            if (inFlight.get() < MOST_IN_FLIGHT) {
                send(pool.get(random.nextInt(pool.size())));
            }
        }
    }

    /// When to stop.
    public interface Stop {
        boolean now();

        /// After some time.
        static Stop after(long millis) {
            long end = System.nanoTime() + millis * 1_000_000L;
            return () -> System.nanoTime() >= end;
        }
    }

    /// Waits until every change has been answered or has failed.
    public void drain() {
        while (inFlight.get() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Asks again for every change whose fate is unknown, with its own idempotency key, until all are known. What
    /// was acknowledged is never sent again: it is asked for by its event id, and if the gateway does not know it,
    /// it is lost.
    public void settle() throws IOException, InterruptedException {
        drain();
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!unanswered.isEmpty() || !acknowledged.isEmpty()) {
            if (System.nanoTime() > deadline) {
                acknowledged.forEach(one -> ledger.lost(one.sent().entry()));
                throw new IOException(
                        unanswered.size() + " changes stay without an answer, " + acknowledged.size() + " are lost");
            }
            List<Sent> again = new ArrayList<>(unanswered);
            unanswered.removeAll(again);
            again.forEach(this::dispatch);
            drain();
            for (Acknowledged one : List.copyOf(acknowledged)) {
                follow(one);
            }
        }
    }

    /// A gateway that has just started knows an event only once it has read the log so far.
    private void follow(Acknowledged one) throws IOException, InterruptedException {
        Http.Reply reply = gateway.event(one.sent().entry().list(), one.event());
        if (reply.status() == 200 && settled(one.sent(), reply.body(), one.acceptedAt())) {
            acknowledged.remove(one);
        }
    }

    private void send(EdgeClient.Question entry) {
        Status status = next(codes.getOrDefault(entry, 0));
        codes.put(entry, status.code());
        Sent sent = new Sent(entry, status, "demo-" + Long.toHexString(random.nextLong()) + "-" + sequence++, now());
        ledger.sent(entry);
        dispatch(sent);
    }

    /// One in ten is a revocation, which is final; the others suspend and reinstate.
    private Status next(int code) {
        if (code == Status.INVALID.code() || random.nextInt(10) == 0) {
            return Status.INVALID;
        }
        return code == Status.SUSPENDED.code() ? Status.VALID : Status.SUSPENDED;
    }

    private void dispatch(Sent sent) {
        inFlight.incrementAndGet();
        var _ = gateway.change(sent.entry().list(), sent.entry().idx(), sent.status(), sent.key())
                .whenComplete((reply, failure) -> {
                    try {
                        take(sent, failure == null ? reply : null);
                    } finally {
                        inFlight.decrementAndGet();
                    }
                });
    }

    private void take(Sent sent, Http.@Nullable Reply reply) {
        if (reply == null || reply.status() >= 500 || reply.status() == 429) {
            unanswered.add(sent);
            return;
        }
        JsonNode event = reply.body();
        if (reply.status() >= 400) {
            ledger.refused(sent.entry());
            return;
        }
        long acceptedAt = now();
        accepted.incrementAndGet();
        if (!settled(sent, event, acceptedAt)) {
            acknowledged.add(new Acknowledged(sent, event.path("id").asText(), acceptedAt));
        }
    }

    /// Enters an event in the ledger if its outcome is known.
    private boolean settled(Sent sent, JsonNode event, long acceptedAt) {
        if (event.path("stage").asText().equals("refused")) {
            ledger.refused(sent.entry());
            return true;
        }
        if (!event.path("n").isIntegralNumber()) {
            return false;
        }
        ledger.settled(sent.entry(), event.path("n").asLong(), sent.status().code(), sent.sentAt(), acceptedAt);
        return true;
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
