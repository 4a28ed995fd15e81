package dev.holdfast.replay;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.replay.Finding.Kind;
import dev.holdfast.replay.PartitionReport.Equal;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Replays one partition in one pass: folds forward and compares each published item when the fold stands at its n.
/// An honest log has the items of each section in that order. What comes later than its place (or behind something
/// forged that made the fold run ahead) is left for another pass. Memory is that of one state of the partition.
final class PartitionAudit {
    /// Further passes only happen over a log that somebody tampered with.
    private static final int MAX_PASSES = 8;

    private final Reading reading;
    private final Root root;
    private final int partition;
    private final Findings findings;
    private final Map<Section, BitSet> late = new EnumMap<>(Section.class);
    private final Map<Section, BitSet> behind = new EnumMap<>(Section.class);
    private final Map<Section, Long> equal = new EnumMap<>(Section.class);
    private final Map<Section, Long> lastEqual = new EnumMap<>(Section.class);
    private long incomplete;
    private long checkpointsSeen;
    private int pass;
    private @Nullable Header lastVouched;
    private @Nullable Header lastCheckpoint;
    private boolean wrongSinceLast;

    PartitionAudit(Reading reading, Root root, int partition) {
        this.reading = reading;
        this.root = root;
        this.partition = partition;
        this.findings = new Findings(partition);
    }

    PartitionReport run() throws LogUnavailable {
        Folding folding = pass();
        while (late.values().stream().anyMatch(offsets -> !offsets.isEmpty()) && pass < MAX_PASSES) {
            reading.rewind();
            pass();
        }
        long left = late.values().stream().mapToLong(BitSet::cardinality).sum();
        if (left > 0) {
            findings.add(Kind.OUT_OF_ORDER, folding.state().n(), left + " items are in no order that can be compared");
        }
        if (checkpointsSeen == 0 && folding.state().n() > 0) {
            findings.add(Kind.UNPUBLISHED, folding.state().n(), "there is no checkpoint to compare with");
        }
        return new PartitionReport(
                partition,
                folding.state().n(),
                folding.state().lists().size(),
                lastEqual.getOrDefault(Section.CHECKPOINTS, -1L),
                folding.folded(),
                new Equal(
                        equal.getOrDefault(Section.CHECKPOINTS, 0L),
                        equal.getOrDefault(Section.SNAPSHOTS, 0L),
                        equal.getOrDefault(Section.SIGNED_LISTS, 0L),
                        incomplete),
                reading.offsets(Section.STATUS_EVENTS),
                findings.listed(),
                findings.unlisted());
    }

    private Folding pass() throws LogUnavailable {
        pass++;
        Folding folding = new Folding(reading, root, partition);
        lastVouched = null;
        findings.beginPass();
        Map<Section, BitSet> todo = new EnumMap<>(late);
        late.clear();
        List<Feed> feeds = Stream.of(Section.CHECKPOINTS, Section.SNAPSHOTS, Section.SIGNED_LISTS)
                .filter(section -> pass == 1 || todo.containsKey(section))
                .map(section -> new Feed(reading, section, this::damaged))
                .toList();
        while (true) {
            Optional<Feed> next = next(feeds, folding, todo);
            if (next.isEmpty()) {
                break;
            }
            step(next.get(), folding);
        }
        if (pass == 1) {
            folding.foldToEnd();
            incomplete = feeds.stream().mapToLong(Feed::incomplete).sum();
            folding.unknownRules()
                    .ifPresent(rules -> findings.add(
                            Kind.UNKNOWN_RULES,
                            folding.state().n() + 1,
                            "rules version " + rules + " is not known here"));
        }
        return folding;
    }

    private void damaged(Section section, long offset, String why) {
        if (pass == 1) {
            wrongSinceLast |= section == Section.CHECKPOINTS;
            checkpointsSeen += section == Section.CHECKPOINTS ? 1 : 0;
            findings.add(
                    Kind.MALFORMED,
                    lastEqual.getOrDefault(section, 0L),
                    place(section, offset) + " does not decode: " + why);
        }
    }

    /// The feed whose head is due first.
    private Optional<Feed> next(List<Feed> feeds, Folding folding, Map<Section, BitSet> todo) throws LogUnavailable {
        Optional<Feed> first = Optional.empty();
        long firstDue = Long.MAX_VALUE;
        for (Feed feed : feeds) {
            Optional<Published> head = feed.peek();
            while (head.isPresent()
                    && pass > 1
                    && !isIn(todo, feed.section(), head.get().offset())) {
                feed.pop();
                head = feed.peek();
            }
            if (head.isPresent() && (first.isEmpty() || due(head.get(), folding) < firstDue)) {
                first = Optional.of(feed);
                firstDue = due(head.get(), folding);
            }
        }
        return first;
    }

    /// The n that the fold has to reach next for an item: for a checkpoint whose delta is not being noted yet, where
    /// that begins.
    private static long due(Published item, Folding folding) {
        return folding.deltaFrom() == item.begin() ? item.n() : item.begin();
    }

    private void step(Feed feed, Folding folding) throws LogUnavailable {
        Published item = feed.peek().orElseThrow();
        Section section = feed.section();
        long due = due(item, folding);
        if (due < folding.state().n()) {
            postpone(section, item, due);
            feed.pop();
            return;
        }
        if (!folding.foldTo(due)) {
            checkpointsSeen += section == Section.CHECKPOINTS ? 1 : 0;
            findings.ahead(folding, item, place(section, item.offset()));
            feed.pop();
            return;
        }
        if (due < item.n() || (item instanceof Published.Checkpoint && folding.deltaFrom() != item.begin())) {
            folding.beginDelta();
            return;
        }
        feed.pop();
        judge(section, item, folding);
    }

    private void postpone(Section section, Published item, long due) {
        late.computeIfAbsent(section, _ -> new BitSet()).set(index(section, item.offset()));
        if (pass == 1 && lastEqual.getOrDefault(section, -1L) > due) {
            behind.computeIfAbsent(section, _ -> new BitSet()).set(index(section, item.offset()));
        }
    }

    private void judge(Section section, Published item, Folding folding) {
        List<Finding> wrong = switch (item) {
            case Published.Checkpoint checkpoint -> judgeCheckpoint(checkpoint, folding);
            case Published.Snapshot snapshot ->
                judgeHeader(Judge.header(folding.state(), snapshot.signed(), snapshot.n()), folding)
                        .or(() -> Judge.lists(folding.state(), snapshot.n(), snapshot.pieces()))
                        .stream()
                        .toList();
            case Published.Token token ->
                Judge.token(folding.state(), token.list()).stream().toList();
        };
        if (wrong.isEmpty()) {
            equal.merge(section, 1L, Long::sum);
            lastEqual.merge(section, item.n(), Math::max);
            if (isIn(behind, section, item.offset())) {
                findings.add(
                        Kind.OUT_OF_ORDER, item.n(), place(section, item.offset()) + " comes after something newer");
            }
        } else {
            wrong.forEach(finding -> findings.add(finding, folding, place(section, item.offset())));
        }
    }

    private List<Finding> judgeCheckpoint(Published.Checkpoint checkpoint, Folding folding) {
        checkpointsSeen++;
        Header header = checkpoint.header();
        Optional<Finding> wrongHeader =
                judgeHeader(Judge.header(folding.state(), checkpoint.signed(), checkpoint.n()), folding);
        Optional<Finding> contradiction = contradiction(header, wrongHeader);
        if (wrongHeader.isPresent()) {
            wrongSinceLast = true;
            return Stream.concat(wrongHeader.stream(), contradiction.stream()).toList();
        }
        Optional<Finding> wrongBody = Judge.body(folding.state(), header, checkpoint.body(), folding.cutDelta());
        Optional<Finding> order = pass == 1 ? order(checkpoint) : Optional.empty();
        if (pass == 1) {
            lastCheckpoint = header;
            wrongSinceLast = false;
        }
        return Stream.of(contradiction, wrongBody, order)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Finding> judgeHeader(Optional<Finding> wrong, Folding folding) {
        boolean signed = wrong.map(Finding::kind).map(PartitionAudit::isSigned).orElse(true);
        if (signed) {
            findings.chain(wrong.map(Finding::kind).equals(Optional.of(Kind.CHAIN_MISMATCH)));
        }
        if (wrong.isEmpty()) {
            folding.agreed();
        }
        return wrong;
    }

    private static boolean isSigned(Kind kind) {
        return kind == Kind.CHAIN_MISMATCH || kind == Kind.ROOT_MISMATCH || kind == Kind.TRUST_MISMATCH;
    }

    /// Two headers that somebody trusted signed for one n, and that are not one state.
    private Optional<Finding> contradiction(Header header, Optional<Finding> wrong) {
        if (wrong.isPresent() && !isSigned(wrong.get().kind())) {
            return Optional.empty();
        }
        Header before = lastVouched;
        lastVouched = header;
        if (before == null
                || before.epoch() != header.epoch()
                || before.n() != header.n()
                || before.sameStateAs(header)) {
            return Optional.empty();
        }
        String detail = "two signed headers, roots " + before.root() + " and " + header.root();
        return Optional.of(Finding.of(Kind.CONTRADICTION, partition, header.n(), detail));
    }

    private Optional<Finding> order(Published.Checkpoint checkpoint) {
        Header before = lastCheckpoint;
        Header header = checkpoint.header();
        if (before == null) {
            return Optional.empty();
        }
        if (checkpoint.begin() > before.n() && !wrongSinceLast && !late.containsKey(Section.CHECKPOINTS)) {
            return Optional.of(Finding.of(
                    Kind.DELTA_GAP,
                    partition,
                    header.n(),
                    "its delta begins at n " + checkpoint.begin() + ", the checkpoint before it ends at n "
                            + before.n()));
        }
        return header.issuedAt().isAfter(before.issuedAt())
                ? Optional.empty()
                : Optional.of(Finding.of(
                        Kind.TIME_GOES_BACK,
                        partition,
                        header.n(),
                        "iat " + header.issuedAt() + " after " + before.issuedAt()));
    }

    private boolean isIn(Map<Section, BitSet> offsets, Section section, long offset) {
        BitSet set = offsets.get(section);
        return set != null && set.get(index(section, offset));
    }

    private int index(Section section, long offset) {
        return Math.toIntExact(offset - reading.offsets(section).first());
    }

    private static String place(Section section, long offset) {
        return section.name().toLowerCase(Locale.ROOT).replace('_', '-') + " offset " + offset;
    }
}
