package dev.holdfast.stream.fold;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.NotAuthentic;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.fold.Outcome.UnknownRules;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.schema.Topics;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.figures.EventCounts.Ending;
import dev.holdfast.stream.figures.EventCounts.Kind;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folds the records of one partition of `status-events`, in the order of their offsets. Bad input is an outcome;
/// an exception stops the stream, because committing past it would keep half a change.
final class FoldProcessor implements Processor<byte[], byte[], byte[], Object> {
    /// How often it is looked whether a tick has come.
    static final Duration PULSE = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(FoldProcessor.class);

    private final Root root;
    private final Region region;
    private final InstantSource clock;
    private final TickBudget budget;
    private final Counters counters;
    private final Set<ListId> urgent;
    private final Rule rule;
    private @Nullable Running running;

    /// @param urgent lists whose tokens follow each change within a second or so
    /// @param rule [Fold#decide], or what a test puts in its place
    FoldProcessor(
            Root root,
            Region region,
            InstantSource clock,
            TickBudget budget,
            Counters counters,
            Set<ListId> urgent,
            Rule rule) {
        this.root = root;
        this.region = region;
        this.clock = clock;
        this.budget = budget;
        this.counters = counters;
        this.urgent = urgent;
        this.rule = rule;
    }

    /// Decides what an event does to a partition, and changes nothing.
    @FunctionalInterface
    interface Rule {
        Outcome decide(PartitionState state, StatusEvent event);
    }

    /// What there is between init and close.
    private record Running(ProcessorContext<byte[], Object> context, FoldedPartition partition, Tick tick) {}

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        int number = context.taskId().partition();
        FoldedPartition partition = FoldedPartition.restore(root, number, context.getStateStore(StatusTopology.STORE));
        Tick tick = new Tick(partition, region, clock, budget, counters, urgent, draft -> forward(context, draft));
        context.schedule(PULSE, PunctuationType.WALL_CLOCK_TIME, _ -> tick.run());
        running = new Running(context, partition, tick);
        counters.standing().of(number).foldsHere(partition.published().clockThen());
    }

    @Override
    public void close() {
        Running last = running;
        if (last != null) {
            counters.standing().of(last.partition().state().partition()).foldsElsewhere();
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("not initialised");
        }
        counters.timings().fold().record(() -> take(now, record));
        if (now.partition().isFull()) {
            now.tick().cutNow();
        }
    }

    private void take(Running now, Record<byte[], byte[]> record) {
        RecordMetadata at = now.context().recordMetadata().orElseThrow();
        try {
            EventRecord event = Codecs.EVENT.decode(record.value(), record.headers());
            fold(now, event, at.offset(), record);
        } catch (Malformed e) {
            now.partition().skip(at.offset());
            counters.notAuthentic(Kind.UNDECODABLE, Inauthentic.UNDECODABLE);
            refuse(now, new NotAuthentic(Inauthentic.UNDECODABLE, String.valueOf(e.getMessage())), at.offset(), record);
        }
    }

    private void fold(Running now, EventRecord event, long offset, Record<byte[], byte[]> record) {
        FoldedPartition partition = now.partition();
        Outcome outcome = rule.decide(partition.state(), event.event());
        if (outcome instanceof UnknownRules unknown) {
            throw new UnknownRulesAdopted(unknown.rules(), partition.state().partition(), offset);
        }
        requireForward(partition, outcome, offset);
        Optional<Publisher> before = partition.publisher(region);
        partition.apply(event.event(), outcome, offset);
        switch (outcome) {
            case Accepted accepted -> counters.event(Kind.of(accepted.command()), Ending.ACCEPTED);
            case TrustTaken taken -> {
                counters.event(Kind.TRUST, Ending.ACCEPTED);
                Optional<Publisher> after = publisherUnder(partition, taken);
                after.ifPresent(is -> renew(partition, before, is));
            }
            case Duplicate _ -> counters.event(Kind.of(event.event()), Ending.DUPLICATE);
            case Refused refused -> {
                counters.refused(Kind.of(refused.command()), refused.reason());
                refuse(now, refused, offset, record);
            }
            case NotAuthentic not -> {
                counters.notAuthentic(Kind.of(event.event()), not.cause());
                refuse(now, not, offset, record);
            }
            case UnknownRules _ -> throw new IllegalStateException("not to be reached");
        }
    }

    /// What is read a second time says nothing new, unless it is another log.
    private static void requireForward(FoldedPartition partition, Outcome outcome, long offset) {
        long folded = partition.state().homeOffset();
        boolean counts = switch (outcome) {
            case Accepted _, Refused _, TrustTaken _ -> true;
            case Duplicate _, NotAuthentic _, UnknownRules _ -> false;
        };
        if (counts && offset <= folded) {
            throw new LogSteppedBack(partition.state().partition(), offset, folded);
        }
    }

    /// A document without the region is no reason to stop: it would stop every start after it, too. Nothing is
    /// drafted until a later one names the region.
    private Optional<Publisher> publisherUnder(FoldedPartition partition, TrustTaken taken) {
        Optional<Publisher> publisher = partition.publisher(region);
        if (publisher.isEmpty()) {
            LOG.error(
                    "trust document {} names no publisher for the region {}: nothing is published for it in partition {}."
                            + " Wrong setting?",
                    taken.trust().document().version(),
                    region,
                    partition.state().partition());
        }
        return publisher;
    }

    /// Readers that were away find nothing signed by the new keys or in the new epoch unless it is made for them.
    private static void renew(FoldedPartition partition, Optional<Publisher> before, Publisher is) {
        Optional<Publisher> was = before.filter(publisher -> publisher.epoch() == is.epoch());
        partition.renew(
                was.isEmpty() || !was.get().checkpointKeys().equals(is.checkpointKeys()),
                was.isEmpty() || !was.get().tokenKeys().equals(is.tokenKeys()));
    }

    private static void refuse(Running now, Refused refused, long offset, Record<byte[], byte[]> record) {
        String detail = refused.idx().isPresent() ? "entry " + refused.idx().getAsInt() : "";
        byte[] key = Topics.listKey(refused.command().list());
        report(
                now,
                key,
                record,
                new Report(
                        refused.reason().wireName(),
                        detail,
                        RefusalRecord.Kind.REFUSED,
                        offset,
                        OptionalLong.of(refused.n()),
                        Optional.of(refused.command().envelope().id())));
    }

    private static void refuse(Running now, NotAuthentic not, long offset, Record<byte[], byte[]> record) {
        report(
                now,
                null,
                record,
                new Report(
                        not.cause().wireName(),
                        not.detail(),
                        RefusalRecord.Kind.NOT_AUTHENTIC,
                        offset,
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    private record Report(
            String cause,
            String detail,
            RefusalRecord.Kind kind,
            long offset,
            OptionalLong n,
            Optional<CommandId> eventId) {}

    private static void report(Running now, byte @Nullable [] key, Record<byte[], byte[]> record, Report report) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        RefusalRecord refusal = new RefusalRecord(
                report.cause(),
                report.detail(),
                report.kind(),
                now.partition().state().partition(),
                report.offset(),
                report.n(),
                report.eventId(),
                RefusalRecord.keep(value),
                Hash.of(value));
        now.context().forward(new Record<>(key, refusal, record.timestamp()), StatusTopology.REFUSALS);
    }

    private static void forward(ProcessorContext<byte[], Object> context, DraftRecord draft) {
        byte[] key = Topics.partitionKey(draft.partition());
        context.forward(new Record<>(key, draft, context.currentSystemTimeMs()), StatusTopology.DRAFTS);
    }
}
