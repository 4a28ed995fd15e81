package dev.holdfast.gateway.log;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Outcome;
import dev.holdfast.gateway.log.FoldedPartition.Evidence;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The whole log as this gateway has folded it. One thread feeds it, in the order of each partition; any number
/// ask.
public final class FoldedLog {
    /// How many events are remembered by id.
    public static final int EVENTS_KEPT = 200_000;

    private static final Logger LOG = Logger.getLogger(FoldedLog.class);

    private final Root root;
    private final RecentEvents events = new RecentEvents(EVENTS_KEPT);
    private final Map<CommandId, Watch> watches = new ConcurrentHashMap<>();
    private final Map<Evidence, LongAdder> checkpoints = new EnumMap<>(Evidence.class);
    private volatile List<FoldedPartition> partitions = List.of();
    private volatile @Nullable SignedTrustDocument trust;
    private volatile boolean caughtUp;

    /// @param root pinned
    public FoldedLog(Root root) {
        this.root = root;
        for (Evidence evidence : Evidence.values()) {
            checkpoints.put(evidence, new LongAdder());
        }
    }

    /// Says how many partitions there are, once, before the first record.
    public void open(int partitionCount) {
        List<FoldedPartition> opened = new ArrayList<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            opened.add(new FoldedPartition(root, partition));
        }
        partitions = List.copyOf(opened);
    }

    /// The next record of a partition of `status-events`.
    ///
    /// @throws IllegalStateException if the log asks for what this program cannot do: it has to stop
    public void event(int partition, long offset, StatusEvent event) {
        FoldedPartition folded = partitions.get(partition);
        folded.fold(offset, event).ifPresent(trace -> {
            events.remember(trace);
            Watch watch = watches.get(trace.id());
            if (watch != null) {
                folded.await(watch, trace);
            }
        });
        if (event instanceof StatusEvent.TrustAdopted) {
            folded.trust().ifPresent(this::adopt);
        }
        for (Optional<SignedHeader> due = folded.unpark(); due.isPresent(); due = folded.unpark()) {
            look(folded, partition, due.get());
        }
    }

    /// A record of `status-events` that is no event.
    public void noEvent(int partition, long offset) {
        partitions.get(partition).skip(offset);
    }

    /// The next record of a partition of `checkpoints`. It may come before the events it is about.
    public void checkpoint(int partition, SignedHeader signed) {
        look(partitions.get(partition), partition, signed);
    }

    /// Everything that was in the log when the gateway started has been read.
    public void caughtUp() {
        caughtUp = true;
    }

    /// Whether the gateway knows enough to serve: the log up to its start, and whom to trust.
    public boolean isReady() {
        return caughtUp && trust != null;
    }

    /// The newest trust document that any partition has adopted.
    public Optional<TrustDocument> trust() {
        SignedTrustDocument newest = trust;
        return newest == null ? Optional.empty() : Optional.of(newest.document());
    }

    /// The trust document that holds in the partition of a list.
    public Optional<TrustDocument> trustWhere(ListId list) {
        return partitions.get(partitionOf(list)).trust().map(SignedTrustDocument::document);
    }

    /// Where a list lives. Only once there is a trust document.
    public int partitionOf(ListId list) {
        return Partitioning.of(list, partitions.size());
    }

    /// What the fold would make of an event if it came next. The log may hold events that are not folded here
    /// yet.
    public Outcome decide(int partition, StatusEvent event) {
        return partitions.get(partition).decide(event);
    }

    public Optional<ListView> list(ListId list) {
        return partitions.get(partitionOf(list)).list(list);
    }

    /// An issuer's lists, by id.
    public List<ListView> listsOf(IssuerId issuer) {
        return partitions.stream()
                .flatMap(partition -> partition.listsOf(issuer).stream())
                .sorted(Comparator.comparing(
                        (ListView list) -> list.descriptor().id()))
                .toList();
    }

    /// The last command that the fold remembers of a writer.
    public Optional<CommandId> lastOf(ListId list, WriterId writer) {
        return partitions.get(partitionOf(list)).lastOf(list, writer);
    }

    public Optional<EventState> find(CommandId id) {
        return events.find(id).map(this::stateOf);
    }

    /// The event that a partition folded as n, if it is recent.
    public Optional<EventState> find(int partition, long n) {
        return partitions.get(partition).traceAt(n).map(this::stateOf);
    }

    /// Where a remembered event stands now.
    public EventState stateOf(EventTrace trace) {
        return partitions.get(trace.partition()).stateOf(trace);
    }

    /// Waits for an event that is about to be appended.
    public Watch watch(CommandId id, int partition) {
        Watch watch = new Watch(this, id, partition);
        watches.put(id, watch);
        return watch;
    }

    /// Waits for the checkpoint that covers an event that is folded already.
    public Watch watch(EventTrace trace) {
        Watch watch = new Watch(this, trace.id(), trace.partition());
        partitions.get(trace.partition()).await(watch, trace);
        return watch;
    }

    /// Events that no checkpoint covers yet, over all partitions.
    public long uncovered() {
        return partitions.stream()
                .mapToLong(partition -> partition.n() - partition.covered())
                .sum();
    }

    /// Events folded, over all partitions.
    public long folded() {
        return partitions.stream().mapToLong(FoldedPartition::n).sum();
    }

    /// Checkpoints that were good for something, that were not vouched for, and that contradict the log.
    public Map<String, LongAdder> checkpointsSeen() {
        return Map.of(
                "covering", count(Evidence.COVERS),
                "not-vouched", count(Evidence.NOT_VOUCHED),
                "contradicting", count(Evidence.CONTRADICTS),
                "too-old", count(Evidence.TOO_OLD));
    }

    void unwatch(Watch watch) {
        watches.remove(watch.id(), watch);
        EventTrace trace = watch.folded().getNow(null);
        if (trace != null) {
            partitions.get(watch.partition()).forget(watch, trace.n());
        }
    }

    private void look(FoldedPartition folded, int partition, SignedHeader signed) {
        Evidence evidence = folded.look(signed);
        LongAdder seen = count(evidence);
        seen.increment();
        if (evidence == Evidence.CONTRADICTS || evidence == Evidence.NOT_VOUCHED) {
            // A forger may send many: the first few are told, all are counted.
            if (seen.sum() <= 10) {
                LOG.errorf("partition %d: a checkpoint %s; it covers nothing", partition, text(evidence));
            }
        }
    }

    private static String text(Evidence evidence) {
        return evidence == Evidence.CONTRADICTS
                ? "contradicts the log: another chain at its n"
                : "is not vouched for by a trusted publisher";
    }

    private LongAdder count(Evidence evidence) {
        return Objects.requireNonNull(checkpoints.get(evidence));
    }

    private void adopt(SignedTrustDocument adopted) {
        TrustDocument document = adopted.document();
        if (document.partitions() != partitions.size()) {
            throw new IllegalStateException("the topic has " + partitions.size()
                    + " partitions, the trust document says " + document.partitions());
        }
        SignedTrustDocument before = trust;
        if (before == null || before.document().version() < document.version()) {
            trust = adopted;
            LOG.infof("trust document %d holds", document.version());
        }
    }
}
