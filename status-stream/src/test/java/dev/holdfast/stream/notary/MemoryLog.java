package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Draft;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.schema.Codecs;
import dev.holdfast.stream.TestWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// A partition of the log that can lose its tail and get it back.
final class MemoryLog {
    private final TestWorld world;
    private final TopicPartition at;
    private final List<StatusEvent> events = new ArrayList<>();
    private final List<StatusEvent> lost = new ArrayList<>();
    private final List<MockConsumer<byte[], byte[]>> readers = new ArrayList<>();

    MemoryLog(TestWorld world, String topic, int partition) {
        this.world = world;
        this.at = new TopicPartition(topic, partition);
    }

    void append(StatusEvent event) {
        readers.forEach(reader -> reader.addRecord(record(event, events.size())));
        events.add(event);
    }

    void forgetAfter(int count) {
        List<StatusEvent> tail = events.subList(count, events.size());
        lost.addAll(tail);
        tail.clear();
    }

    void comeBack() {
        List<StatusEvent> tail = List.copyOf(lost);
        lost.clear();
        tail.forEach(this::append);
    }

    /// What the fold of everything that was ever here, in its order, says at `n`.
    Header header(int n, long millis) {
        List<StatusEvent> all = new ArrayList<>(events);
        all.addAll(lost);
        PartitionState state = PartitionState.genesis(world.root, at.partition());
        for (int i = 0; i < n; i++) {
            state.apply(all.get(i), Fold.decide(state, all.get(i)), i);
        }
        return Draft.of(state, Delta.heartbeat(n), TestWorld.REGION, Instant.ofEpochMilli(millis))
                .header();
    }

    MockConsumer<byte[], byte[]> reader() {
        MockConsumer<byte[], byte[]> reader = new MockConsumer<>("none") {
            @Override
            public synchronized void assign(Collection<TopicPartition> partitions) {
                super.assign(partitions);
                updateBeginningOffsets(Map.of(at, 0L));
                for (int i = 0; i < events.size(); i++) {
                    addRecord(record(events.get(i), i));
                }
            }
        };
        readers.add(reader);
        return reader;
    }

    private ConsumerRecord<byte[], byte[]> record(StatusEvent event, long offset) {
        byte[] value = Codecs.EVENT.encode(TestWorld.record(event));
        return new ConsumerRecord<>(
                at.topic(),
                at.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                new RecordHeaders().add(Codecs.EVENT.header()),
                Optional.empty());
    }
}
