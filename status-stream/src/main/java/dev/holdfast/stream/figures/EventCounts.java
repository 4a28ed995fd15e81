package dev.holdfast.stream.figures;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records of `status-events` by what they are and what became of them, and refusals by their cause. Thread-safe.
public final class EventCounts {
    private final Map<Kind, Map<Ending, Counter>> events = new EnumMap<>(Kind.class);
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private final Map<Inauthentic, Counter> inauthentic = new EnumMap<>(Inauthentic.class);

    public EventCounts(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            Map<Ending, Counter> byEnding = new EnumMap<>(Ending.class);
            for (Ending ending : Ending.values()) {
                byEnding.put(
                        ending,
                        registry.counter(
                                "holdfast.stream.events", "kind", wireName(kind), "outcome", wireName(ending)));
            }
            events.put(kind, byEnding);
        }
        for (Refusal reason : Refusal.values()) {
            refusals.put(reason, refusal(registry, reason.wireName()));
        }
        for (Inauthentic cause : Inauthentic.values()) {
            inauthentic.put(cause, refusal(registry, cause.wireName()));
        }
    }

    private static Counter refusal(MeterRegistry registry, String cause) {
        return registry.counter("holdfast.stream.refusals", "cause", cause);
    }

    /// What a record is.
    public enum Kind {
        OPEN,
        LEASE,
        CHANGE,
        RETIRE,
        TRUST,
        /// A command whose content nobody had to look at: a repeat, or one that is not authentic.
        COMMAND,
        /// Not even an event.
        UNDECODABLE;

        public static Kind of(Command command) {
            return switch (command) {
                case OpenList _ -> OPEN;
                case LeaseBlock _ -> LEASE;
                case ChangeStatuses _ -> CHANGE;
                case RetireList _ -> RETIRE;
            };
        }

        public static Kind of(StatusEvent event) {
            return switch (event) {
                case SignedCommand _ -> COMMAND;
                case TrustAdopted _ -> TRUST;
            };
        }
    }

    /// What became of it.
    public enum Ending {
        ACCEPTED,
        REFUSED,
        DUPLICATE,
        NOT_AUTHENTIC
    }

    public void count(Kind kind, Ending ending) {
        counter(kind, ending).increment();
    }

    public void count(Refusal reason) {
        present(refusals.get(reason)).increment();
    }

    public void count(Inauthentic cause) {
        present(inauthentic.get(cause)).increment();
    }

    public long of(Kind kind, Ending ending) {
        return Math.round(counter(kind, ending).count());
    }

    public long of(Ending ending) {
        long sum = 0;
        for (Kind kind : Kind.values()) {
            sum += of(kind, ending);
        }
        return sum;
    }

    private Counter counter(Kind kind, Ending ending) {
        Map<Ending, Counter> byEnding = events.get(kind);
        return present(byEnding == null ? null : byEnding.get(ending));
    }

    private static Counter present(@Nullable Counter counter) {
        if (counter == null) {
            throw new IllegalStateException("every value has a counter");
        }
        return counter;
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
