package dev.holdfast.stream;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What this process has done since it started. An aborted transaction counts what it did, too. Thread-safe.
public final class Counters {
    private final Map<What, LongAdder> counts = new LinkedHashMap<>();

    public Counters() {
        for (What what : What.values()) {
            counts.put(what, new LongAdder());
        }
    }

    /// What is counted; the names stand in `stats.json`.
    public enum What {
        EVENTS_ACCEPTED,
        EVENTS_REFUSED,
        EVENTS_TRUST_ADOPTED,
        EVENTS_DUPLICATE,
        EVENTS_NOT_AUTHENTIC,
        FOLD_RESTARTS,
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
        NOTARY_RESTARTS;

        /// Camel case, as JSON members are.
        String wireName() {
            StringBuilder name = new StringBuilder();
            for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
                name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
            }
            return name.toString();
        }
    }

    public void count(What what) {
        adder(what).increment();
    }

    public long of(What what) {
        return adder(what).sum();
    }

    /// Every count by its name.
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        counts.forEach((what, adder) -> all.put(what.wireName(), adder.sum()));
        return all;
    }

    private LongAdder adder(What what) {
        LongAdder adder = counts.get(what);
        if (adder == null) {
            throw new IllegalStateException("every count has an adder");
        }
        return adder;
    }
}
