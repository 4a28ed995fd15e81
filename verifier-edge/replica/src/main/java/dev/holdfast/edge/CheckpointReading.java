package dev.holdfast.edge;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.edge.Applier.Outcome;
import dev.holdfast.edge.Applier.Stop;
import dev.holdfast.edge.Course.AwaitingTrust;
import dev.holdfast.edge.Course.Following;
import dev.holdfast.edge.Course.Looking;
import dev.holdfast.edge.Course.Resting;
import dev.holdfast.edge.Course.Wanting;
import dev.holdfast.edge.Offer.OfCheckpoint;
import dev.holdfast.edge.Offer.OfSnapshot;
import dev.holdfast.edge.Offer.OfTrust;
import dev.holdfast.edge.Offer.Poll;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.Distrust;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;

/// Reads `trust`, `snapshots` and `checkpoints` with one consumer. Each partition follows its own course:
/// checkpoints while they fit; a snapshot when nothing is held, when one is missing, or when the offset is gone;
/// the earliest checkpoint when there is no newer snapshot; and rest when that did not help either. One thread.
final class CheckpointReading implements Supervised.Round {
    private static final System.Logger LOG = System.getLogger(CheckpointReading.class.getName());
    private static final Duration ASKING = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SHORT_POLL = Duration.ofMillis(50);
    private static final Duration TRUST_PATIENCE = Duration.ofSeconds(5);
    private static final long TOPICS_PAUSE_MILLIS = 500;
    private static final long LONGEST_REST_MILLIS = 30_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final Applier applier;
    private final Counters counters;
    private final TopicPartition trust;
    private final Map<Integer, Course> courses = new TreeMap<>();
    /// How often a partition looked for a snapshot since it last moved.
    private final Map<Integer, Integer> looks = new HashMap<>();
    private long trustEnd = Holding.UNKNOWN;
    private boolean trustRead;

    CheckpointReading(Consumer<byte[], byte[]> consumer, Topics topics, Applier applier, Counters counters) {
        this.consumer = consumer;
        this.topics = topics;
        this.applier = applier;
        this.counters = counters;
        this.trust = new TopicPartition(topics.trust(), 0);
    }

    @Override
    public boolean go() throws StoreFailed {
        if (trustEnd == Holding.UNKNOWN) {
            return begin();
        }
        chart();
        steer();
        ConsumerRecords<byte[], byte[]> records = poll();
        take(records);
        trustRead = trustRead || consumer.position(trust) >= trustEnd;
        finishLooking();
        return !records.isEmpty();
    }

    /// Waits for the topics, then for all of `trust`, because everything else is judged by it.
    private boolean begin() {
        Set<String> there = consumer.listTopics(ASKING).keySet();
        if (!there.containsAll(Set.of(topics.trust(), topics.checkpoints(), topics.snapshots()))) {
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(TOPICS_PAUSE_MILLIS) + 1));
            return true;
        }
        consumer.assign(Set.of(trust));
        long next = applier.view().nextTrust();
        if (next < 0) {
            consumer.seekToBeginning(Set.of(trust));
        } else {
            consumer.seek(trust, next);
        }
        trustEnd = consumer.endOffsets(Set.of(trust), ASKING).getOrDefault(trust, 0L);
        return true;
    }

    /// Gives every partition a course, and those that waited long enough the next one.
    private void chart() {
        View view = applier.view();
        if (!trustRead || view.trust().isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (Holding holding : view.holdings()) {
            int partition = holding.partition();
            Course course = courses.get(partition);
            switch (course) {
                case null ->
                    courses.put(
                            partition,
                            holding.next() < 0 ? new Wanting(Holding.UNKNOWN) : new Following(holding.next(), false));
                case Resting rest when rest.untilNanos() - now <= 0 -> courses.put(partition, new Wanting(rest.back()));
                case AwaitingTrust wait
                when view.trustVersion() > wait.version() -> courses.put(partition, new Following(wait.offset(), true));
                case AwaitingTrust wait
                when wait.untilNanos() - now <= 0 -> courses.put(partition, new Following(wait.offset() + 1, true));
                case Following _, Wanting _, Looking _, Resting _, AwaitingTrust _ -> {}
            }
        }
    }

    /// Assigns what the courses ask for, and moves to where they begin.
    private void steer() {
        beginLooking();
        Set<TopicPartition> wanted = new HashSet<>(Set.of(trust));
        courses.forEach((partition, course) -> {
            switch (course) {
                case Following _ -> wanted.add(checkpoints(partition));
                case Looking _ -> wanted.add(snapshots(partition));
                case Wanting _, Resting _, AwaitingTrust _ -> {}
            }
        });
        Set<TopicPartition> before = consumer.assignment();
        if (wanted.equals(before)) {
            return;
        }
        Set<TopicPartition> fresh = new HashSet<>(wanted);
        fresh.removeAll(before);
        consumer.assign(wanted);
        for (TopicPartition at : fresh) {
            if (courses.get(at.partition()) instanceof Following course && course.from() >= 0) {
                consumer.seek(at, course.from());
            } else {
                consumer.seekToBeginning(Set.of(at));
            }
        }
    }

    private void beginLooking() {
        List<TopicPartition> wanting = new ArrayList<>();
        courses.forEach((partition, course) -> {
            if (course instanceof Wanting) {
                wanting.add(snapshots(partition));
            }
        });
        if (wanting.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(wanting, ASKING);
        for (TopicPartition at : wanting) {
            long back = courses.get(at.partition()) instanceof Wanting(long offset) ? offset : Holding.UNKNOWN;
            courses.put(
                    at.partition(), new Looking(new SnapshotShelf(at.partition()), ends.getOrDefault(at, 0L), back));
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        boolean waiting = courses.values().stream()
                .anyMatch(course -> course instanceof AwaitingTrust || course instanceof Looking);
        try {
            return consumer.poll(waiting ? SHORT_POLL : POLL);
        } catch (InvalidOffsetException e) {
            e.partitions().forEach(this::startOver);
            return ConsumerRecords.empty();
        }
    }

    /// The offset is not there any more, or never was in this log.
    private void startOver(TopicPartition at) {
        LOG.log(System.Logger.Level.WARNING, "the place in {0} is gone; looking for a newer state", at);
        if (isCheckpoints(at)) {
            courses.put(at.partition(), new Wanting(Holding.UNKNOWN));
        } else {
            consumer.seekToBeginning(Set.of(at));
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) throws StoreFailed {
        List<OfTrust> documents = new ArrayList<>();
        List<Offer> offers = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            counters.read(
                    record.topic(),
                    Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()));
            try {
                if (record.topic().equals(topics.trust())) {
                    var document = Codecs.TRUST.decode(record.value(), record.headers());
                    documents.add(new OfTrust(document.version(), document.document()));
                } else if (record.topic().equals(topics.snapshots())) {
                    shelve(record);
                } else if (courses.get(record.partition()) instanceof Following course) {
                    var checkpoint = Codecs.CHECKPOINT.decode(record.value(), record.headers());
                    offers.add(new OfCheckpoint(
                            record.partition(), record.offset(), checkpoint.checkpoint(), course.again()));
                }
            } catch (Malformed e) {
                refuse(Distrust.MALFORMED, record, e.getMessage());
            } catch (NotVouched e) {
                refuse(e.why(), record, e.getMessage());
            }
        }
        if (!documents.isEmpty() || !offers.isEmpty()) {
            OptionalLong nextTrust =
                    documents.isEmpty() ? OptionalLong.empty() : OptionalLong.of(consumer.position(trust));
            heed(apply(new Poll(documents, nextTrust, offers)));
        }
    }

    private void refuse(Distrust why, ConsumerRecord<byte[], byte[]> record, String detail) {
        if (counters.refused(why.wireName()) < 100) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "refused ({0}): {1}-{2} at {3}: {4}",
                    why.wireName(),
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    detail);
        }
    }

    private void shelve(ConsumerRecord<byte[], byte[]> record) throws Malformed, NotVouched {
        if (courses.get(record.partition()) instanceof Looking looking) {
            SnapshotChunk piece = Codecs.SNAPSHOT.decode(record.value(), record.headers());
            looking.shelf()
                    .put(
                            piece,
                            SnapshotChunk.coveringOffset(record.headers()),
                            applier.view().trust().getLast());
        }
    }

    private Outcome apply(Poll poll) throws StoreFailed {
        View before = applier.view();
        Outcome outcome = applier.apply(poll);
        for (Holding holding : applier.view().holdings()) {
            int partition = holding.partition();
            if (partition < before.holdings().size()
                    && hasMoved(before.holdings().get(partition), holding)) {
                looks.remove(partition);
                courses.computeIfPresent(
                        partition,
                        (_, course) -> course instanceof Following(long from, boolean again) && again
                                ? new Following(from, false)
                                : course);
            }
        }
        return outcome;
    }

    private void heed(Outcome outcome) {
        outcome.stopped().forEach(this::divert);
        if (outcome.trustGap()) {
            consumer.seekToBeginning(Set.of(trust));
        }
    }

    private void divert(int partition, Stop stop) {
        if (stop.why() == Distrust.TRUST_MISSING) {
            long until = System.nanoTime() + TRUST_PATIENCE.toNanos();
            courses.put(partition, new AwaitingTrust(applier.view().trustVersion(), stop.offset(), until));
        } else {
            courses.put(
                    partition,
                    looks.containsKey(partition) ? rest(partition, stop.offset()) : new Wanting(stop.offset()));
        }
    }

    private Resting rest(int partition, long back) {
        long most = Math.min(LONGEST_REST_MILLIS, 1_000L << Math.min(10, looks.getOrDefault(partition, 0)));
        long millis = ThreadLocalRandom.current().nextLong(most) + 1;
        return new Resting(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), back);
    }

    private void finishLooking() throws StoreFailed {
        for (Map.Entry<Integer, Course> entry : List.copyOf(courses.entrySet())) {
            TopicPartition at = snapshots(entry.getKey());
            if (entry.getValue() instanceof Looking looking
                    && consumer.assignment().contains(at)
                    && consumer.position(at) >= looking.end()) {
                finish(entry.getKey(), looking);
            }
        }
    }

    private void finish(int partition, Looking looking) throws StoreFailed {
        int looked = looks.merge(partition, 1, Integer::sum);
        Holding before = applier.view().holdings().get(partition);
        for (OfSnapshot snapshot : looking.shelf().whole()) {
            if (isNewer(snapshot, before)) {
                apply(Poll.of(List.of(snapshot)));
            }
            Holding after = applier.view().holdings().get(partition);
            if (hasMoved(before, after)) {
                courses.put(partition, new Following(after.next(), true));
                return;
            }
        }
        boolean first = looked == 1;
        courses.put(partition, first ? new Following(Holding.UNKNOWN, true) : rest(partition, looking.back()));
    }

    /// Anything is newer than what was renounced; whether it is made since then is for the replica to say.
    private static boolean isNewer(OfSnapshot snapshot, Holding holding) {
        Optional<Header> held = holding.active().header();
        try {
            return held.isEmpty()
                    || holding.active().renounced().isPresent()
                    || Holding.isBehind(held.get(), snapshot.snapshot().signed().header());
        } catch (Malformed e) {
            return false;
        }
    }

    @SuppressWarnings("ReferenceEquality") // a step makes another replica
    private static boolean hasMoved(Holding before, Holding after) {
        return before.active() != after.active()
                && !before.active().signedHeader().equals(after.active().signedHeader());
    }

    private boolean isCheckpoints(TopicPartition at) {
        return at.topic().equals(topics.checkpoints());
    }

    private TopicPartition checkpoints(int partition) {
        return new TopicPartition(topics.checkpoints(), partition);
    }

    private TopicPartition snapshots(int partition) {
        return new TopicPartition(topics.snapshots(), partition);
    }
}
