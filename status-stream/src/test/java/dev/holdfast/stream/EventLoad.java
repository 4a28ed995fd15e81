package dev.holdfast.stream;

import dev.holdfast.event.Command;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.layout.Hash;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;

/// Changes of random entries, one list per partition, at a steady pace from a thread of its own. It remembers what
/// was acknowledged, and where.
final class EventLoad implements AutoCloseable {
    static final int CAPACITY = 300;

    private static final int REPEATED = 200;

    private final Map<Integer, SortedMap<Long, Hash>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;
    private final TestWorld world;
    private final Random random;
    private final Duration pace;
    private final List<ListId> lists = IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(partition -> TestWorld.listsIn(partition).findFirst().orElseThrow())
            .toList();
    private final List<StatusEvent> sent = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("load").unstarted(this::run);
    private volatile boolean stopped;

    /// @param pace between two events
    EventLoad(TestBroker broker, Topics topics, TestWorld world, long seed, Duration pace) {
        this.pace = pace;
        this.producer = broker.producer();
        this.topics = topics;
        this.world = world;
        this.random = new Random(seed);
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            acknowledged.put(partition, new ConcurrentSkipListMap<>());
        }
    }

    /// Opens the lists and begins.
    void start() {
        for (int partition = 0; partition < lists.size(); partition++) {
            send(partition, world.sign(world.open(lists.get(partition), 2, CAPACITY)));
        }
        thread.start();
    }

    /// How many events were acknowledged so far.
    long count() {
        return count.get();
    }

    /// By partition and offset, the link of each event that was acknowledged.
    Map<Integer, SortedMap<Long, Hash>> acknowledged() {
        return acknowledged;
    }

    /// Ends when everything that was sent has been answered.
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
    }

    private void run() {
        while (!stopped) {
            int partition = random.nextInt(lists.size());
            if (random.nextInt(20) == 0 && !sent.isEmpty()) {
                // A repeat, mostly in another partition than its own; recent enough to be remembered.
                send(partition, sent.get(sent.size() - 1 - random.nextInt(Math.min(sent.size(), REPEATED))));
            } else {
                Command change =
                        world.change(lists.get(partition), random.nextInt(CAPACITY), new Status(random.nextInt(3)));
                StatusEvent event = world.sign(change);
                sent.add(event);
                send(partition, event);
            }
            LockSupport.parkNanos(pace.toNanos());
        }
    }

    void send(int partition, StatusEvent event) {
        var _ = producer.send(
                Codecs.EVENT.record(topics.statusEvents(), partition, null, TestWorld.record(event)),
                (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.get(partition).put(metadata.offset(), event.link());
                        count.incrementAndGet();
                    }
                });
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
    }
}
