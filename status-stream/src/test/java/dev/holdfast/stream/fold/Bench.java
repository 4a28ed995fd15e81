package dev.holdfast.stream.fold;

import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.schema.Topics;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.TestWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/// The real topology on a virtual clock, with rows that outlive it. The driver knows one partition only: 0.
final class Bench implements AutoCloseable {
    static final int PARTITION = 0;

    final TestWorld world = new TestWorld();
    final Counters counters = new Counters();
    private final Mistake mistake;
    private final SurvivingStore rows;
    private final Topics topics = Topics.byDefault();
    private final Path folder;
    private final Set<ListId> urgent;
    private final List<DraftRecord> draftsBefore = new ArrayList<>();
    private final List<RefusalRecord> refusalsBefore = new ArrayList<>();
    private Instant now = TestWorld.EPOCH;
    private long nanos;
    private long piped;
    private long pipedAtCommit;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestOutputTopic<byte[], byte[]> drafts;
    private TestOutputTopic<byte[], byte[]> refusals;

    Bench(Path folder) {
        this(folder, Set.of());
    }

    /// @param urgent lists whose tokens are
    Bench(Path folder, Set<ListId> urgent) {
        this(folder, urgent, Mistake.NONE);
    }

    Bench(Path folder, Mistake mistake) {
        this(folder, Set.of(), mistake);
    }

    private Bench(Path folder, Set<ListId> urgent, Mistake mistake) {
        this.folder = folder;
        this.urgent = urgent;
        this.mistake = mistake;
        this.rows = new SurvivingStore(mistake);
        start();
    }

    private void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        TickBudget budget = new TickBudget(() -> nanos += 4_000_000, Topics.PARTITIONS);
        driver = new TopologyTestDriver(
                StatusTopology.of(
                        topics,
                        rows,
                        () -> new FoldProcessor(
                                world.root, TestWorld.REGION, () -> now, budget, counters, urgent, mistake::decide)),
                config,
                TestWorld.EPOCH);
        events = driver.createInputTopic(topics.statusEvents(), new ByteArraySerializer(), new ByteArraySerializer());
        drafts = driver.createOutputTopic(topics.drafts(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        refusals =
                driver.createOutputTopic(topics.refusals(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        moveTo(piped);
    }

    /// A new driver counts offsets from 0 again; a log does not.
    private void moveTo(long offset) {
        for (long i = 0; i < offset; i++) {
            events.pipeInput(new TestRecord<>(null, new byte[0], new RecordHeaders()));
        }
        read(refusals, Codecs.REFUSAL);
    }

    /// Stops and starts: nothing is left but the rows.
    void restart() {
        draftsBefore.addAll(read(drafts, Codecs.DRAFT));
        refusalsBefore.addAll(read(refusals, Codecs.REFUSAL));
        driver.close();
        start();
    }

    /// Dies, and with it everything since `committed`: rows and whatever was sent.
    void crash(NavigableMap<Bytes, byte[]> committed) {
        driver.close();
        rows.rollBackTo(committed);
        piped = pipedAtCommit;
        start();
    }

    NavigableMap<Bytes, byte[]> commit() {
        pipedAtCommit = piped;
        return rows.committed();
    }

    KeyValueStore<byte[], byte[]> store() {
        return driver.getKeyValueStore(StatusTopology.STORE);
    }

    void pipe(StatusEvent event) {
        pipe(Codecs.EVENT.encode(TestWorld.record(event)), new RecordHeaders().add(Codecs.EVENT.header()));
    }

    void pipe(byte[] value, Headers headers) {
        piped++;
        events.pipeInput(new TestRecord<>(null, value, headers));
    }

    /// Starts on a log that has lost everything.
    void restartOnEmptyLog() {
        piped = 0;
        restart();
    }

    /// Offset of the newest record that was piped, -1 before the first.
    long newestOffset() {
        return piped - 1;
    }

    Instant now() {
        return now;
    }

    /// Sets the clock, back too, without letting the stream act on it.
    void jumpTo(Instant instant) {
        now = instant;
    }

    /// Lets time pass, pulse by pulse and then tick by tick.
    void pass(Duration duration) {
        Duration left = duration;
        while (left.isPositive()) {
            Duration step = left.compareTo(Tick.EVERY) > 0 ? Tick.EVERY : FoldProcessor.PULSE;
            now = now.plus(step);
            driver.advanceWallClockTime(step);
            left = left.minus(step);
        }
    }

    /// What was drafted since the last look.
    List<DraftRecord> drafts() {
        return taken(draftsBefore, read(drafts, Codecs.DRAFT)).stream()
                .map(mistake::draft)
                .toList();
    }

    <T extends DraftRecord> List<T> drafts(Class<T> kind) {
        return drafts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<RefusalRecord> refusals() {
        return taken(refusalsBefore, read(refusals, Codecs.REFUSAL));
    }

    private static <T> List<T> taken(List<T> before, List<T> since) {
        List<T> all = new ArrayList<>(before);
        all.addAll(since);
        before.clear();
        return all;
    }

    private static <T> List<T> read(TestOutputTopic<byte[], byte[]> topic, Codec<T> codec) {
        List<T> values = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : topic.readRecordsToList()) {
            try {
                values.add(codec.decode(record.value(), record.headers()));
            } catch (Malformed e) {
                throw new AssertionError(e);
            }
        }
        return values;
    }

    @Override
    public void close() {
        driver.close();
    }
}
