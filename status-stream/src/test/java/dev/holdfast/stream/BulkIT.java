package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A million revocations at once, and what others notice of them.
@Tag("kafka")
@Tag("long")
class BulkIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BULK = 3;
    private static final int OTHER = 4;
    private static final int COMMANDS = 100;
    private static final int UNLOADED = 50;
    private static final long BETWEEN_MILLIS = 100;

    /// The one that is being folded, one that was read before, one that is folded before the tick, and a commit.
    private static final int COMMANDS_AHEAD = 5;

    private final TestWorld world = new TestWorld();
    private final Map<Integer, Long> sent = new HashMap<>();

    @TempDir
    private Path directory;

    private TestBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private RunningStream stream;
    private CheckpointWatch watch;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(directory);
        producer = broker.producer();
        try (Admin admin = broker.admin()) {
            TopicSetup.ensure(admin, TOPICS, Topics.PARTITIONS, (short) 1, true);
        }
        producer.send(Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), TrustRecord.of(world.trust)))
                .get();
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            send(partition, world.trust.toEvent());
        }
        stream = RunningStream.start(broker, TOPICS, world, directory);
        watch = new CheckpointWatch(broker, TOPICS, List.of(BULK, OTHER));
    }

    @AfterEach
    void stop() throws Exception {
        watch.close();
        stream.close();
        producer.close();
        broker.close();
    }

    @Test
    void a_million_revocations_at_once_are_soon_visible_and_starve_nobody() throws Exception {
        List<ListId> lists = TestWorld.listsIn(BULK).limit(2).toList();
        ListId bulk = lists.getFirst();
        ListId beside = lists.getLast();
        ListId elsewhere = TestWorld.listsIn(OTHER).findFirst().orElseThrow();
        send(BULK, world.sign(world.open(bulk, 2, 1 << 20)));
        send(BULK, world.sign(world.open(beside, 2, 1 << 17)));
        send(OTHER, world.sign(world.open(elsewhere, 2, 1 << 17)));
        awaitAll();
        List<StatusEvent> million = IntStream.range(0, COMMANDS)
                .mapToObj(number -> world.sign(tenThousand(bulk, number)))
                .map(StatusEvent.class::cast)
                .toList();
        List<Duration> warm = single(OTHER, elsewhere, UNLOADED, 0);
        List<Duration> unloaded = single(OTHER, elsewhere, UNLOADED, UNLOADED);
        List<Duration> besideUnloaded = single(BULK, beside, UNLOADED, 0);

        long begun = System.nanoTime();
        List<Future<?>> sends = new ArrayList<>();
        for (StatusEvent command : million) {
            sends.add(append(BULK, command));
        }
        for (Future<?> send : sends) {
            send.get();
        }
        long bulkEnd = sent.get(BULK);
        List<long[]> last = new ArrayList<>();
        one(BULK, beside, UNLOADED, last);
        List<Duration> loaded = singlesWhile(OTHER, elsewhere, bulkEnd);
        List<Duration> behind = took(BULK, last);

        Duration whole = Duration.ofNanos(watch.covered(BULK, bulkEnd) - begun);
        report("others, first and cold", warm);
        report("others, unloaded", unloaded);
        report("the same partition, unloaded", besideUnloaded);
        report("others, beside a million", loaded);
        report("the same partition, behind a million", behind);
        System.out.println("a million revocations, from the first sent to all visible: " + whole.toMillis() + " ms");
        // Measured against the same machine in the same minute: what one command of the million takes.
        Duration command = whole.dividedBy(COMMANDS);
        assertThat(loaded.size()).isGreaterThan(10);
        assertThat(at(loaded, 0.5)).isLessThan(at(unloaded, 0.5).plus(command.multipliedBy(COMMANDS_AHEAD)));
        assertThat(loaded.getLast()).isLessThan(whole.dividedBy(4));
        assertThat(behind.getFirst())
                .isLessThan(whole.plus(at(besideUnloaded, 0.5).multipliedBy(4)));
    }

    private Command tenThousand(ListId list, int number) {
        int from = number * Command.MAX_CHANGES;
        return new ChangeStatuses(
                world.envelope(list),
                IntStream.range(from, from + Command.MAX_CHANGES)
                        .mapToObj(idx -> EntryChange.of(idx, Status.INVALID))
                        .toList());
    }

    /// Single changes, one after the other at a steady pace, and how soon each was seen.
    private List<Duration> single(int partition, ListId list, int count, int from) throws Exception {
        List<long[]> changes = new ArrayList<>();
        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; i < count; i++) {
                int idx = from + i;
                pace.schedule(() -> one(partition, list, idx, changes), BETWEEN_MILLIS, TimeUnit.MILLISECONDS)
                        .get();
            }
        }
        awaitAll();
        return took(partition, changes);
    }

    private List<Duration> singlesWhile(int partition, ListId list, long bulkEnd) throws Exception {
        List<long[]> changes = new ArrayList<>();
        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            for (int i = 0; watch.newest(BULK) < bulkEnd; i++) {
                int idx = 2 * UNLOADED + i;
                pace.schedule(() -> one(partition, list, idx, changes), BETWEEN_MILLIS, TimeUnit.MILLISECONDS)
                        .get();
            }
        }
        awaitAll();
        return took(partition, changes);
    }

    private Void one(int partition, ListId list, int idx, List<long[]> changes) throws Exception {
        long at = System.nanoTime();
        send(partition, world.sign(world.change(list, idx, Status.INVALID)));
        changes.add(new long[] {sent.get(partition), at});
        return null;
    }

    private List<Duration> took(int partition, List<long[]> changes) {
        List<Duration> took = new ArrayList<>();
        for (long[] change : changes) {
            took.add(Duration.ofNanos(watch.covered(partition, change[0]) - change[1]));
        }
        Collections.sort(took);
        return took;
    }

    private void awaitAll() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            for (int partition : List.of(BULK, OTHER)) {
                assertThat(watch.newest(partition)).isGreaterThanOrEqualTo(sent.get(partition));
            }
        });
    }

    private static Duration at(List<Duration> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
    }

    private static void report(String what, List<Duration> sorted) {
        System.out.printf(
                "%s: %d changes, p50 %d ms, p99 %d ms, most %d ms%n",
                what,
                sorted.size(),
                at(sorted, 0.5).toMillis(),
                at(sorted, 0.99).toMillis(),
                sorted.getLast().toMillis());
    }

    private void send(int partition, StatusEvent event) throws Exception {
        append(partition, event).get();
    }

    private Future<?> append(int partition, StatusEvent event) {
        sent.merge(partition, 1L, Long::sum);
        return producer.send(Codecs.EVENT.record(TOPICS.statusEvents(), partition, null, TestWorld.record(event)));
    }
}
