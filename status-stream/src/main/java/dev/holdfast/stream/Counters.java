package dev.holdfast.stream;

import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.Refusal;
import dev.holdfast.stream.figures.EventCounts;
import dev.holdfast.stream.figures.EventCounts.Ending;
import dev.holdfast.stream.figures.EventCounts.Kind;
import dev.holdfast.stream.figures.Standing;
import dev.holdfast.stream.figures.Timings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What this process has done since it started, and where its partitions stand. An aborted transaction counts what it
/// did, too. Everything is a meter of one registry: whoever asks, by file or by HTTP, reads the same. Thread-safe.
public final class Counters {
    private final Map<What, Counter> counts = new EnumMap<>(What.class);
    private final EventCounts events;
    private final Timings timings;
    private final Standing standing;

    /// For who publishes nothing of it.
    public Counters() {
        this(new SimpleMeterRegistry(), InstantSource.system());
    }

    /// Registers every meter at once, so that each is there before anything has happened.
    public Counters(MeterRegistry registry, InstantSource clock) {
        for (What what : What.values()) {
            if (!what.isOfEvents()) {
                counts.put(what, registry.counter("holdfast.stream." + what.meter, what.label, what.value));
            }
        }
        this.events = new EventCounts(registry);
        this.timings = new Timings(registry);
        this.standing = new Standing(clock);
        standing.register(registry);
    }

    /// What is counted; the names stand in `stats.json`. Events are counted by their kind as well.
    public enum What {
        EVENTS_ACCEPTED("", "", ""),
        EVENTS_REFUSED("", "", ""),
        EVENTS_TRUST_ADOPTED("", "", ""),
        EVENTS_DUPLICATE("", "", ""),
        EVENTS_NOT_AUTHENTIC("", "", ""),
        FOLD_RESTARTS("restarts", "part", "fold"),
        DRAFTS_DELTA("drafts", "kind", "delta"),
        DRAFTS_HEARTBEAT("drafts", "kind", "heartbeat"),
        DRAFTS_SNAPSHOT_CHUNK("drafts", "kind", "snapshot-chunk"),
        DRAFTS_TOKEN("drafts", "kind", "token"),
        SIGNATURES_CHECKPOINT("signatures", "kind", "checkpoint"),
        SIGNATURES_TOKEN("signatures", "kind", "token"),
        PUBLISHED_SNAPSHOT_CHUNK("published", "kind", "snapshot-chunk"),
        NOTARY_TRANSACTIONS("transactions", "part", "notary"),
        NOTARY_DRAFTS_SKIPPED("unsigned", "why", "skipped"),
        NOTARY_DRAFTS_REFUSED("unsigned", "why", "refused"),
        NOTARY_HELD_BACK("unsigned", "why", "held-back"),
        NOTARY_RESTARTS("restarts", "part", "notary");

        private final String meter;
        private final String label;
        private final String value;

        What(String meter, String label, String value) {
            this.meter = meter;
            this.label = label;
            this.value = value;
        }

        private boolean isOfEvents() {
            return meter.isEmpty();
        }

        /// Camel case, as JSON members are.
        String wireName() {
            StringBuilder name = new StringBuilder();
            for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
                name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
            }
            return name.toString();
        }
    }

    /// @throws IllegalArgumentException for events, which are counted by [#event] and its like
    public void count(What what) {
        counter(what).increment();
    }

    public void event(Kind kind, Ending ending) {
        events.count(kind, ending);
    }

    public void refused(Kind kind, Refusal reason) {
        events.count(kind, Ending.REFUSED);
        events.count(reason);
    }

    public void notAuthentic(Kind kind, Inauthentic cause) {
        events.count(kind, Ending.NOT_AUTHENTIC);
        events.count(cause);
    }

    public long of(What what) {
        return switch (what) {
            case EVENTS_ACCEPTED -> events.of(Ending.ACCEPTED) - events.of(Kind.TRUST, Ending.ACCEPTED);
            case EVENTS_TRUST_ADOPTED -> events.of(Kind.TRUST, Ending.ACCEPTED);
            case EVENTS_REFUSED -> events.of(Ending.REFUSED);
            case EVENTS_DUPLICATE -> events.of(Ending.DUPLICATE);
            case EVENTS_NOT_AUTHENTIC -> events.of(Ending.NOT_AUTHENTIC);
            case FOLD_RESTARTS,
                    DRAFTS_DELTA,
                    DRAFTS_HEARTBEAT,
                    DRAFTS_SNAPSHOT_CHUNK,
                    DRAFTS_TOKEN,
                    SIGNATURES_CHECKPOINT,
                    SIGNATURES_TOKEN,
                    PUBLISHED_SNAPSHOT_CHUNK,
                    NOTARY_TRANSACTIONS,
                    NOTARY_DRAFTS_SKIPPED,
                    NOTARY_DRAFTS_REFUSED,
                    NOTARY_HELD_BACK,
                    NOTARY_RESTARTS -> Math.round(counter(what).count());
        };
    }

    /// Every count by its name.
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (What what : What.values()) {
            all.put(what.wireName(), of(what));
        }
        return all;
    }

    private Counter counter(What what) {
        Counter counter = counts.get(what);
        if (counter == null) {
            throw new IllegalArgumentException(what + " follows from the kinds of events");
        }
        return counter;
    }

    /// How long things take.
    public Timings timings() {
        return timings;
    }

    /// Where each partition stands.
    public Standing standing() {
        return standing;
    }
}
