package dev.holdfast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Status;
import dev.holdfast.fixture.TestBroker;
import dev.holdfast.fold.Draft;
import dev.holdfast.replay.RebuildReport.Verdict;
import dev.holdfast.replay.log.KafkaLog;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replay over a real broker says what it says over memory, and a reading holds what was committed when it began.
@Tag("kafka")
final class KafkaLogIT {
    private static final int PARTITIONS = 2;
    private static final AtomicInteger DEPLOYMENTS = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static TestBroker broker;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;
    private static KafkaProducer<byte[], byte[]> notary;

    private final Topics topics = new Topics("replay" + DEPLOYMENTS.incrementAndGet() + ".");
    private World world;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(directory);
        admin = broker.admin();
        producer = broker.producer();
        notary = broker.transactionalProducer("notary");
    }

    @AfterAll
    static void stop() {
        notary.close();
        producer.close();
        admin.close();
        broker.close();
    }

    @BeforeEach
    void a_world_whose_records_are_in_kafka() throws Exception {
        world = new World(PARTITIONS).ordinary();
        TopicSetup.ensure(admin, topics, PARTITIONS, (short) 1, true);
        for (Section section : Section.values()) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                for (ConsumerRecord<byte[], byte[]> record : world.log.at(section, partition)) {
                    send(section, partition, record);
                }
            }
        }
    }

    @Test
    void the_report_is_the_one_over_memory() throws Exception {
        RebuildReport overMemory = new Rebuild(world.log, world.root).run(2);

        RebuildReport overKafka = rebuild();

        assertThat(overKafka.verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(overKafka.partitions()).isEqualTo(overMemory.partitions());
        assertThat(overKafka.partitions().get(world.partition).equal().checkpoints())
                .isPositive();
    }

    @Test
    void a_forged_checkpoint_counts_if_it_was_committed_and_not_if_it_was_aborted() throws Exception {
        notary.beginTransaction();
        notary.send(forged()).get();
        notary.abortTransaction();
        assertThat(rebuild().findings()).isEmpty();

        notary.beginTransaction();
        notary.send(forged()).get();
        notary.commitTransaction();
        assertThat(rebuild().verdict()).isEqualTo(Verdict.DISTRUST);
    }

    @Test
    void a_reading_ends_before_a_transaction_that_is_still_open() throws Exception {
        notary.beginTransaction();
        notary.send(forged()).get();
        try {
            assertThat(rebuild().verdict()).isEqualTo(Verdict.EQUAL);
        } finally {
            notary.abortTransaction();
        }
    }

    @Test
    void a_reading_holds_what_was_there_when_it_began_also_a_second_time() throws Exception {
        try (Reading reading = log().open(world.partition, EnumSet.of(Section.STATUS_EVENTS))) {
            int before = world.log.at(Section.STATUS_EVENTS, world.partition).size();
            world.change(9, Status.INVALID);
            send(
                    Section.STATUS_EVENTS,
                    world.partition,
                    world.log.at(Section.STATUS_EVENTS, world.partition).getLast());

            List<byte[]> first = values(reading);
            reading.rewind();
            List<byte[]> second = values(reading);

            assertThat(first).hasSize(before);
            assertThat(second).usingRecursiveComparison().isEqualTo(first);
        }
        try (Reading later = log().open(world.partition, EnumSet.of(Section.STATUS_EVENTS))) {
            assertThat(values(later))
                    .hasSize(
                            world.log.at(Section.STATUS_EVENTS, world.partition).size());
        }
    }

    @Test
    void what_retention_took_from_the_checkpoints_is_no_finding_and_from_the_events_it_is() throws Exception {
        forget(Section.CHECKPOINTS, 2);
        assertThat(rebuild().findings()).isEmpty();
        assertThat(rebuild().partitions().get(world.partition).equal().checkpoints())
                .isEqualTo(3);

        forget(Section.STATUS_EVENTS, 2);
        assertThat(rebuild().verdict()).isNotEqualTo(Verdict.EQUAL);
    }

    @Test
    void a_status_at_a_time_is_found() throws Exception {
        StatusThen then = new StatusAt(log(), world.root).find(World.LIST, 3, Optional.empty());

        assertThat(then).isEqualTo(new StatusAt(world.log, world.root).find(World.LIST, 3, Optional.empty()));
        assertThat(then.toString()).contains("INVALID");
    }

    @Test
    void a_deployment_that_is_not_there_is_named() {
        KafkaLog nothing = KafkaLog.at(broker.bootstrapServers(), new Topics("nobody."));

        assertThatThrownBy(nothing::partitions)
                .isInstanceOf(LogUnavailable.class)
                .hasMessageContaining("no topic nobody.status-events");
    }

    private KafkaLog log() {
        return KafkaLog.at(broker.bootstrapServers(), topics);
    }

    private RebuildReport rebuild() throws Exception {
        return new Rebuild(log(), world.root).run(2);
    }

    private static List<byte[]> values(Reading reading) throws LogUnavailable {
        List<byte[]> values = new ArrayList<>();
        Optional<ConsumerRecord<byte[], byte[]>> next = reading.next(Section.STATUS_EVENTS);
        while (next.isPresent()) {
            values.add(next.get().value());
            next = reading.next(Section.STATUS_EVENTS);
        }
        return values;
    }

    private ProducerRecord<byte[], byte[]> forged() {
        Draft draft = Draft.of(world.state, Delta.heartbeat(world.state.n()), World.REGION, world.tick());
        Checkpoint checkpoint =
                new Checkpoint(SignedHeader.sign(draft.header().toBytes(), World.key(99)), draft.body());
        return Codecs.CHECKPOINT.record(
                topics.checkpoints(),
                world.partition,
                Topics.partitionKey(world.partition),
                new CheckpointRecord(world.partition, checkpoint));
    }

    private void send(Section section, int partition, ConsumerRecord<byte[], byte[]> record) throws Exception {
        producer.send(new ProducerRecord<>(topic(section), partition, record.key(), record.value(), record.headers()))
                .get();
    }

    private void forget(Section section, long before) throws Exception {
        TopicPartition at = new TopicPartition(topic(section), world.partition);
        admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    private String topic(Section section) {
        return switch (section) {
            case STATUS_EVENTS -> topics.statusEvents();
            case CHECKPOINTS -> topics.checkpoints();
            case SNAPSHOTS -> topics.snapshots();
            case SIGNED_LISTS -> topics.signedLists();
            case TRUST -> topics.trust();
        };
    }
}
