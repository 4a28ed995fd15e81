package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.ListImage;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.trust.SignedTrustDocument;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointReadingTest {
    private static final int PARTITIONS = 2;
    private static final int ROUNDS = 40;

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-06-01T12:00:00Z"));
    private final Centre centre = new Centre(clock, PARTITIONS);
    private final Topics topics = Topics.byDefault();
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
    private final Map<TopicPartition, Long> beginnings = new HashMap<>();
    private ListId list;

    @BeforeEach
    void begin() {
        list = centre.open("pid");
        at(topics.trust(), 0);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            at(topics.checkpoints(), partition);
            at(topics.snapshots(), partition);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> at(String topic, int partition) {
        return log.computeIfAbsent(new TopicPartition(topic, partition), at -> {
            beginnings.put(at, 0L);
            return new ArrayList<>();
        });
    }

    private long append(ProducerRecord<byte[], byte[]> record) {
        var records = at(record.topic(), Optional.ofNullable(record.partition()).orElseThrow());
        long offset = records.size();
        records.add(new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                record.value().length,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()));
        return offset;
    }

    private void publish(SignedTrustDocument document) {
        append(Codecs.TRUST.record(topics.trust(), 0, Topics.trustKey(), TrustRecord.of(document)));
    }

    private long publish(int partition, Checkpoint checkpoint) {
        return append(Codecs.CHECKPOINT.record(
                topics.checkpoints(),
                partition,
                Topics.partitionKey(partition),
                new CheckpointRecord(partition, checkpoint)));
    }

    private void publish(int partition, Snapshot snapshot, long covering) {
        List<byte[]> pieces = Snapshot.cut(Snapshot.listBytes(snapshot.lists()));
        for (int index = 0; index < pieces.size(); index++) {
            var piece =
                    new SnapshotChunk(partition, snapshot.signed(), index, pieces.size(), Bytes.of(pieces.get(index)));
            var record = Codecs.SNAPSHOT.record(topics.snapshots(), partition, Topics.partitionKey(partition), piece);
            record.headers().add(SnapshotChunk.covering(covering));
            append(record);
        }
    }

    private void publishAll() {
        centre.trust().forEach(this::publish);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            publish(partition, centre.checkpoint(partition));
        }
    }

    /// A consumer that finds what is in the log at each poll, and the log's end and beginning as they are now.
    private MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        log.keySet().forEach(at -> consumer.updatePartitions(at.topic(), List.of()));
        return consumer;
    }

    private void rounds(MockConsumer<byte[], byte[]> consumer, CheckpointReading reading) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            log.forEach((at, records) -> ends.put(at, (long) records.size()));
            consumer.updateEndOffsets(ends);
            consumer.updateBeginningOffsets(beginnings);
            consumer.schedulePollTask(() -> fill(consumer));
            reading.go();
        }
    }

    private void fill(MockConsumer<byte[], byte[]> consumer) {
        for (TopicPartition at : consumer.assignment()) {
            long position = consumer.position(at);
            if (position < beginnings.get(at)) {
                consumer.setPollException(new OffsetOutOfRangeException(Map.of(at, position)));
                return;
            }
        }
        for (TopicPartition at : consumer.assignment()) {
            long position = consumer.position(at);
            log.get(at).stream().filter(record -> record.offset() >= position).forEach(consumer::addRecord);
        }
    }

    private Feed read(Path store) throws Exception {
        Feed feed = Feed.open(store, centre.root, clock);
        MockConsumer<byte[], byte[]> consumer = consumer();
        rounds(consumer, new CheckpointReading(consumer, topics, feed.edge().applier(), new Counters()));
        return feed;
    }

    private Feed read() throws Exception {
        return read(directory.resolve("store"));
    }

    @Test
    void a_new_edge_reads_all_checkpoints_when_there_is_no_snapshot() throws Exception {
        publishAll();
        centre.set(list, 3, Status.INVALID);
        publish(centre.partitionOf(list), centre.checkpoint(centre.partitionOf(list)));
        try (Feed feed = read()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.edge().stats().snapshots()).isZero();
            assertThat(feed.edge().stats().refused()).isEmpty();
        }
    }

    @Test
    void a_new_edge_takes_the_newest_snapshot_and_goes_on_behind_it() throws Exception {
        int partition = centre.partitionOf(list);
        publishAll();
        publish(partition, centre.snapshot(partition), 0);
        centre.set(list, 3, Status.INVALID);
        long covering = publish(partition, centre.checkpoint(partition));
        publish(partition, centre.snapshot(partition), covering);
        beginnings.put(new TopicPartition(topics.checkpoints(), partition), covering);
        centre.set(list, 4, Status.INVALID);
        publish(partition, centre.checkpoint(partition));
        try (Feed feed = read()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 4)).isEqualTo(Verdict.INVALID);
            assertThat(feed.edge().stats().snapshots()).isEqualTo(1);
            assertThat(feed.edge().stats().refused()).isEmpty();
        }
    }

    @Test
    void a_snapshot_with_a_flipped_bit_is_passed_over_for_an_older_one() throws Exception {
        int partition = centre.partitionOf(list);
        publishAll();
        publish(partition, centre.snapshot(partition), 0);
        centre.set(list, 3, Status.INVALID);
        long covering = publish(partition, centre.checkpoint(partition));
        Snapshot young = centre.snapshot(partition);
        List<ListImage> lists = new ArrayList<>();
        young.lists()
                .forEach(image -> lists.add(new ListImage(
                        image.descriptor(), image.version(), image.statuses().with(new TreeMap<>(Map.of(9, 1))))));
        publish(partition, new Snapshot(young.signed(), lists), covering);
        try (Feed feed = read()) {
            assertThat(feed.refused("root-mismatch")).isEqualTo(1);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 9)).isEqualTo(Verdict.VALID);
        }
    }

    @Test
    void a_restart_goes_on_where_it_was() throws Exception {
        publishAll();
        read().close();
        centre.set(list, 3, Status.INVALID);
        publish(centre.partitionOf(list), centre.checkpoint(centre.partitionOf(list)));
        try (Feed feed = read()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.edge().stats().deltas()).isEqualTo(1);
            assertThat(feed.edge().stats().refused()).isEmpty();
        }
    }

    @Test
    void an_offset_that_is_gone_is_made_up_for_by_a_snapshot() throws Exception {
        int partition = centre.partitionOf(list);
        publishAll();
        read().close();
        for (int idx = 0; idx < 5; idx++) {
            centre.set(list, idx, Status.INVALID);
            publish(partition, centre.checkpoint(partition));
        }
        long covering = publish(partition, centre.checkpoint(partition));
        publish(partition, centre.snapshot(partition), covering);
        beginnings.put(new TopicPartition(topics.checkpoints(), partition), covering);
        try (Feed feed = read()) {
            assertThat(feed.verdict(list, 4)).isEqualTo(Verdict.INVALID);
            assertThat(feed.edge().stats().snapshots()).isEqualTo(1);
        }
    }

    @Test
    void a_missing_checkpoint_is_made_up_for_by_a_snapshot() throws Exception {
        int partition = centre.partitionOf(list);
        publishAll();
        centre.set(list, 3, Status.INVALID);
        centre.checkpoint(partition);
        centre.set(list, 4, Status.INVALID);
        long covering = publish(partition, centre.checkpoint(partition));
        publish(partition, centre.snapshot(partition), covering);
        beginnings.put(new TopicPartition(topics.snapshots(), partition), 1L);
        Path store = directory.resolve("store");
        Feed feed = Feed.open(store, centre.root, clock);
        try (feed) {
            MockConsumer<byte[], byte[]> consumer = consumer();
            CheckpointReading reading =
                    new CheckpointReading(consumer, topics, feed.edge().applier(), new Counters());
            rounds(consumer, reading);
            assertThat(feed.verdict(list, 4)).as("there is no snapshot yet").isEqualTo(Verdict.VALID);
            assertThat(feed.refused("gap")).isPositive();
            beginnings.put(new TopicPartition(topics.snapshots(), partition), 0L);
            Awaitility.await().until(() -> {
                rounds(consumer, reading);
                return feed.verdict(list, 4) == Verdict.INVALID && feed.verdict(list, 3) == Verdict.INVALID;
            });
        }
    }

    @Test
    void checkpoints_wait_for_the_trust_document_they_name() throws Exception {
        int partition = centre.partitionOf(list);
        publishAll();
        SignedTrustDocument next = centre.nextTrust(1, centre.checkpointKey);
        publish(partition, centre.checkpoint(partition));
        centre.set(list, 3, Status.INVALID);
        publish(partition, centre.checkpoint(partition));
        try (Feed feed = Feed.open(directory.resolve("store"), centre.root, clock)) {
            MockConsumer<byte[], byte[]> consumer = consumer();
            CheckpointReading reading =
                    new CheckpointReading(consumer, topics, feed.edge().applier(), new Counters());
            rounds(consumer, reading);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.VALID);
            publish(next);
            rounds(consumer, reading);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.refused("trust-missing")).isEqualTo(1);
        }
    }

    @Test
    void garbage_is_counted_and_passed_over() throws Exception {
        int partition = centre.partitionOf(list);
        publishAll();
        append(new ProducerRecord<>(
                topics.checkpoints(), partition, Topics.partitionKey(partition), new byte[] {1, 2, 3}));
        centre.set(list, 3, Status.INVALID);
        publish(partition, centre.checkpoint(partition));
        try (Feed feed = read()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
        }
    }
}
