package dev.holdfast.replay;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Command;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.Outcome;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.replay.Finding.Kind;
import dev.holdfast.replay.StatusThen.Known;
import dev.holdfast.replay.StatusThen.NotKnown;
import dev.holdfast.replay.StatusThen.NotKnown.Why;
import dev.holdfast.replay.StatusThen.Since;
import dev.holdfast.replay.log.LogReader;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// What a list said of an entry: the fold of the log at the newest checkpoint with `iat` ≤ T. That is the same
/// checkpoint in every region.
public final class StatusAt {
    private final LogReader log;
    private final Root root;

    public StatusAt(LogReader log, Root root) {
        this.log = log;
        this.root = root;
    }

    /// The status of an entry.
    ///
    /// @param at T; empty for the newest checkpoint. T is settled once a checkpoint of T or later is held
    public StatusThen find(ListId list, int idx, Optional<Instant> at) throws LogUnavailable {
        int partition = Partitioning.of(list, log.partitions());
        try (Reading reading = log.open(partition, EnumSet.of(Section.STATUS_EVENTS, Section.CHECKPOINTS))) {
            Scan scan = Scan.of(reading, at);
            if (scan.chosen == null) {
                return scan.nothing(at);
            }
            if (at.isPresent() && scan.isOpenAt(at.get())) {
                return new NotKnown(
                        Why.NOT_SETTLED,
                        "the newest checkpoint held is of " + scan.newest + ", before " + at.get()
                                + "; ask when a later one has come");
            }
            Published.Checkpoint chosen = scan.chosen;
            LastChange last = new LastChange(list, idx);
            Folding folding = new Folding(reading, root, partition, last);
            if (!folding.foldTo(chosen.n())) {
                String detail = "the newest checkpoint covers n " + chosen.n() + ", the log ends at n "
                        + folding.state().n();
                return new StatusThen.Distrusted(Finding.of(Kind.AHEAD, partition, chosen.n(), detail));
            }
            Optional<Finding> wrong = Judge.header(folding.state(), chosen.signed(), chosen.n());
            if (wrong.isPresent()) {
                return new StatusThen.Distrusted(wrong.get());
            }
            ListState state = folding.state().lists().get(list);
            return state == null
                    ? new NotKnown(Why.UNKNOWN_LIST, "there was no list " + list + " at n " + chosen.n())
                    : read(reading, chosen.header(), state.image(), idx, last);
        }
    }

    private static StatusThen read(Reading reading, Header header, ListImage image, int idx, LastChange last)
            throws LogUnavailable {
        int capacity = image.descriptor().capacity();
        if (idx < 0 || idx >= capacity) {
            return new NotKnown(Why.INDEX_OUT_OF_RANGE, "the list has " + capacity + " entries");
        }
        Optional<Since> since = last.since == null ? Optional.empty() : Optional.of(withSigned(reading, last.since));
        return new Known(
                image.id(),
                idx,
                image.statuses().status(idx),
                image.version(),
                header.epoch(),
                header.partition(),
                header.n(),
                header.issuedAt(),
                since);
    }

    /// Adds the time of the checkpoint that first showed the status, if it is still there.
    private static Since withSigned(Reading reading, Since since) throws LogUnavailable {
        reading.rewind();
        Optional<Published.Checkpoint> first = next(reading, checkpoint -> checkpoint.n() >= since.n());
        return new Since(
                since.n(),
                since.receivedAt(),
                first.filter(checkpoint -> checkpoint.begin() < since.n())
                        .map(checkpoint -> checkpoint.header().issuedAt()));
    }

    /// The next checkpoint that decodes and that `wanted` takes. Nothing of it is verified.
    private static Optional<Published.Checkpoint> next(Reading reading, Predicate<Published.Checkpoint> wanted)
            throws LogUnavailable {
        while (true) {
            Optional<ConsumerRecord<byte[], byte[]>> record = reading.next(Section.CHECKPOINTS);
            if (record.isEmpty()) {
                return Optional.empty();
            }
            try {
                Published.Checkpoint checkpoint = Published.Checkpoint.of(
                        record.get().offset(),
                        Codecs.CHECKPOINT.decode(
                                record.get().value(), record.get().headers()));
                if (wanted.test(checkpoint)) {
                    return Optional.of(checkpoint);
                }
            } catch (Malformed e) {
                // A record that does not decode is no checkpoint; `rebuild` reports it.
            }
        }
    }

    /// The newest checkpoint up to a time, and the first one of all.
    private static final class Scan {
        private Published.@Nullable Checkpoint chosen;
        private Published.@Nullable Checkpoint first;
        private Instant newest = Instant.MIN;

        static Scan of(Reading reading, Optional<Instant> at) throws LogUnavailable {
            Scan scan = new Scan();
            Optional<Published.Checkpoint> next = StatusAt.next(reading, _ -> true);
            while (next.isPresent()) {
                scan.see(next.get(), at);
                next = StatusAt.next(reading, _ -> true);
            }
            return scan;
        }

        private void see(Published.Checkpoint checkpoint, Optional<Instant> at) {
            first = first == null ? checkpoint : first;
            Instant issuedAt = checkpoint.header().issuedAt();
            newest = issuedAt.isAfter(newest) ? issuedAt : newest;
            boolean inTime = at.isEmpty() || !issuedAt.isAfter(at.get());
            if (inTime && (chosen == null || !issuedAt.isBefore(chosen.header().issuedAt()))) {
                chosen = checkpoint;
            }
        }

        /// Whether a checkpoint could still come that is the newest one up to `at`.
        boolean isOpenAt(Instant at) {
            return newest.isBefore(at);
        }

        StatusThen nothing(Optional<Instant> at) {
            String detail = first == null
                    ? "no checkpoint of this list's partition is held"
                    : "the first checkpoint held is of " + first.header().issuedAt() + ", after "
                            + at.map(Instant::toString).orElse("now");
            return new NotKnown(Why.NO_CHECKPOINT, detail);
        }
    }

    /// Remembers the last event that changed one entry.
    private static final class LastChange implements Folding.Watcher {
        private final ListId list;
        private final int idx;
        private @Nullable Since since;

        LastChange(ListId list, int idx) {
            this.list = list;
            this.idx = idx;
        }

        @Override
        public void folded(EventRecord event, Outcome outcome) {
            if (!(outcome instanceof Outcome.Accepted accepted)
                    || !accepted.command().list().equals(list)) {
                return;
            }
            boolean opened = accepted.command() instanceof Command.OpenList;
            if (opened || accepted.changed().containsKey(idx)) {
                since = new Since(accepted.n(), event.receivedAt(), Optional.empty());
            }
        }
    }
}
