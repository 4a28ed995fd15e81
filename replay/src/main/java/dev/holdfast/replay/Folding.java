package dev.holdfast.replay;

import dev.holdfast.event.Inauthentic;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.Pending;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replay.PartitionReport.Folded;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The fold of one partition as it moves through the log. Not safe for concurrent use.
final class Folding {
    private final Reading reading;
    private final PartitionState state;
    private final Watcher watcher;
    private Pending pending = Pending.since(0);
    private @Nullable Suspect suspect;
    private Optional<Integer> unknownRules = Optional.empty();
    private long accepted;
    private long refused;
    private long adopted;
    private long duplicate;
    private long notAuthentic;

    Folding(Reading reading, Root root, int partition) {
        this(reading, root, partition, (_, _) -> {});
    }

    Folding(Reading reading, Root root, int partition, Watcher watcher) {
        this.reading = reading;
        this.state = PartitionState.genesis(root, partition);
        this.watcher = watcher;
    }

    /// Is told of every decoded event after it was applied.
    interface Watcher {
        void folded(EventRecord event, Outcome outcome);
    }

    /// A record of the log that moved nothing, though something signed may say that it did.
    ///
    /// @param wouldBe the n it would have been folded as
    record Suspect(long offset, long wouldBe, boolean authentic, String why) {}

    PartitionState state() {
        return state;
    }

    /// Folds until the state is at `n`.
    ///
    /// @return false if the log ends before
    boolean foldTo(long n) throws LogUnavailable {
        while (state.n() < n) {
            if (!foldOne()) {
                return false;
            }
        }
        return true;
    }

    /// Folds what is left, also the records behind the last one that counts.
    void foldToEnd() throws LogUnavailable {
        while (foldOne()) {
            // each step is the work
        }
    }

    /// From the state's n on, notes what the next delta has to tell.
    void beginDelta() {
        pending = Pending.since(state.n());
    }

    /// Where the delta that is being noted begins.
    long deltaFrom() {
        return pending.fromN();
    }

    /// The body of the delta from [#deltaFrom()] to the state. The next one begins here.
    byte[] cutDelta() {
        return pending.cut(state).toBytes();
    }

    /// The first record since the last [#agreed()] that changed nothing: one that is not authentic before one that is
    /// a repeat.
    Optional<Suspect> suspect() {
        return Optional.ofNullable(suspect);
    }

    /// The state is what somebody signed.
    void agreed() {
        suspect = null;
    }

    /// The rules version at which the fold had to stop.
    Optional<Integer> unknownRules() {
        return unknownRules;
    }

    Folded folded() {
        return new Folded(accepted, refused, adopted, duplicate, notAuthentic);
    }

    private boolean foldOne() throws LogUnavailable {
        if (unknownRules.isPresent()) {
            return false;
        }
        Optional<ConsumerRecord<byte[], byte[]>> next = reading.next(Section.STATUS_EVENTS);
        if (next.isEmpty()) {
            return false;
        }
        ConsumerRecord<byte[], byte[]> record = next.get();
        EventRecord event;
        try {
            event = Codecs.EVENT.decode(record.value(), record.headers());
        } catch (Malformed e) {
            state.skip(record.offset());
            count(new Outcome.NotAuthentic(Inauthentic.UNDECODABLE, e.getMessage()), record.offset());
            return true;
        }
        Outcome outcome = Fold.decide(state, event.event());
        if (outcome instanceof Outcome.UnknownRules unknown) {
            unknownRules = Optional.of(unknown.rules());
            return false;
        }
        state.apply(event.event(), outcome, record.offset());
        pending.note(state, outcome);
        count(outcome, record.offset());
        watcher.folded(event, outcome);
        return true;
    }

    private void count(Outcome outcome, long offset) {
        switch (outcome) {
            case Outcome.Accepted _ -> accepted++;
            case Outcome.Refused _ -> refused++;
            case Outcome.TrustTaken _ -> adopted++;
            case Outcome.Duplicate repeat -> {
                duplicate++;
                if (suspect == null) {
                    suspect = new Suspect(
                            offset, state.n() + 1, true, "a repeat of " + repeat.what() + ", n " + repeat.originalN());
                }
            }
            case Outcome.NotAuthentic not -> {
                notAuthentic++;
                if (suspect == null || suspect.authentic()) {
                    suspect = new Suspect(
                            offset,
                            state.n() + 1,
                            false,
                            "not authentic (" + not.cause().wireName() + ")");
                }
            }
            case Outcome.UnknownRules _ -> throw new IllegalStateException("the fold stops before it counts");
        }
    }
}
