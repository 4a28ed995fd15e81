package dev.holdfast.gateway.log;

import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads `status-events` and `checkpoints` into a [FoldedLog], in one thread and without a consumer group. Events
/// are read from the first one on; of the checkpoints the newest are enough, since a later one covers what an
/// earlier one did.
final class KafkaFollower implements AutoCloseable {
    /// How many offsets of each partition of `checkpoints` are read back at the start. Some of them are transaction
    /// markers.
    private static final long CHECKPOINTS_READ_BACK = 200;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Logger LOG = Logger.getLogger(KafkaFollower.class);

    private final Map<String, Object> settings;
    private final Topics topics;
    private final LastWord stop;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    KafkaFollower(String bootstrapServers, Topics topics, WriterId gateway, LastWord stop) {
        this.topics = topics;
        this.stop = stop;
        this.settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                gateway + "-follow",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                // A log that is shorter than what was read of it must not be read on in silence.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                4 << 20,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500);
    }

    void start(FoldedLog folded) {
        Thread.ofPlatform().name("log-follower").daemon().start(() -> run(folded));
    }

    @Override
    public void close() {
        closed = true;
        Consumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
    }

    private void run(FoldedLog folded) {
        try (Consumer<byte[], byte[]> reader =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer = reader;
            Map<TopicPartition, Long> unread = begin(reader, folded);
            while (!closed) {
                read(reader, folded);
                if (!unread.isEmpty()) {
                    unread.entrySet().removeIf(end -> reader.position(end.getKey()) >= end.getValue());
                    if (unread.isEmpty()) {
                        LOG.infof("the log is read: %d events", folded.folded());
                        folded.caughtUp();
                    }
                }
            }
        } catch (WakeupException | InterruptException e) {
            if (!closed) {
                stop.speak(e);
            }
        } catch (Throwable e) {
            // The fold must not go past what it cannot do, and a gateway that no longer follows must not answer.
            stop.speak(e);
        }
    }

    /// Finds the topics and where to begin, however long the broker takes to come.
    ///
    /// @return the ends that have to be reached before the gateway serves
    private Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> reader, FoldedLog folded) {
        while (true) {
            try {
                int count = partitions(reader, topics.statusEvents());
                if (count > 0 && count == partitions(reader, topics.checkpoints())) {
                    Map<TopicPartition, Long> ends = assign(reader, count);
                    folded.open(count);
                    return ends;
                }
                LOG.warnf("waiting for %s and %s", topics.statusEvents(), topics.checkpoints());
            } catch (RetriableException e) {
                LOG.warnf("waiting for the broker: %s", e.getMessage());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static int partitions(Consumer<byte[], byte[]> reader, String topic) {
        return reader.partitionsFor(topic).size();
    }

    private Map<TopicPartition, Long> assign(Consumer<byte[], byte[]> reader, int count) {
        List<TopicPartition> events = all(topics.statusEvents(), count);
        List<TopicPartition> checkpoints = all(topics.checkpoints(), count);
        Set<TopicPartition> both = new HashSet<>(events);
        both.addAll(checkpoints);
        Map<TopicPartition, Long> beginnings = reader.beginningOffsets(both);
        Map<TopicPartition, Long> ends = reader.endOffsets(both);
        reader.assign(both);
        for (TopicPartition partition : events) {
            if (beginnings.getOrDefault(partition, 0L) != 0) {
                throw new IllegalStateException(partition + " has lost its beginning: nothing can be folded from it");
            }
            reader.seek(partition, 0);
        }
        for (TopicPartition partition : checkpoints) {
            reader.seek(
                    partition,
                    Math.max(
                            beginnings.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L) - CHECKPOINTS_READ_BACK));
        }
        return new HashMap<>(ends);
    }

    private static List<TopicPartition> all(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private void read(Consumer<byte[], byte[]> reader, FoldedLog folded) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                if (record.topic().equals(topics.checkpoints())) {
                    checkpoint(record, folded);
                } else {
                    event(record, folded);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            resume(reader, e);
        }
    }

    /// Old checkpoints are deleted in time, and losing some is no loss. Events are never deleted: if they are gone,
    /// the log is not the one that was folded.
    private void resume(Consumer<byte[], byte[]> reader, OffsetOutOfRangeException e) {
        if (!e.partitions().stream().allMatch(partition -> partition.topic().equals(topics.checkpoints()))) {
            throw e;
        }
        reader.seekToBeginning(e.partitions());
    }

    private static void event(ConsumerRecord<byte[], byte[]> record, FoldedLog folded) {
        try {
            folded.event(
                    record.partition(),
                    record.offset(),
                    Codecs.EVENT.decode(record.value(), record.headers()).event());
        } catch (Malformed e) {
            folded.noEvent(record.partition(), record.offset());
        }
    }

    private static void checkpoint(ConsumerRecord<byte[], byte[]> record, FoldedLog folded) {
        try {
            CheckpointRecord read = Codecs.CHECKPOINT.decode(record.value(), record.headers());
            folded.checkpoint(record.partition(), read.checkpoint().signed());
        } catch (Malformed e) {
            LOG.warnf("checkpoints %d@%d: %s", record.partition(), record.offset(), e.getMessage());
        }
    }
}
