package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.sign.BadSignature;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads back the newest checkpoint of partitions, so that a notary knows what was signed before it came. Waits
/// for transactions that are still open, because what they hold counts once they commit.
final class NewestCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(NewestCheckpoints.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_STEP = 64;
    private static final int STEP_FACTOR = 64;

    private final String topic;
    private final NotaryTrust trust;
    private final HighWatermarks ends;
    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /// @param trust says whose signatures count
    /// @param ends offsets behind the last record, committed or not
    /// @param consumers makes `read_committed` consumers that belong to no group
    NewestCheckpoints(
            String topic, NotaryTrust trust, HighWatermarks ends, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        this.trust = trust;
        this.ends = ends;
        this.consumers = consumers;
    }

    /// Finds the end of partitions, open transactions included.
    @FunctionalInterface
    interface HighWatermarks {
        Map<TopicPartition, Long> of(Set<TopicPartition> partitions, IsolationLevel isolation);
    }

    /// The newest checkpoint of each partition that has one.
    ///
    /// @throws TimeoutException if the cluster, or an open transaction, takes too long
    Map<Integer, LastSigned> read(Collection<Integer> partitions) {
        Set<TopicPartition> open = new HashSet<>();
        partitions.forEach(partition -> open.add(new TopicPartition(topic, partition)));
        Map<Integer, LastSigned> found = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        trust.refresh();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(open, PATIENCE);
            Map<TopicPartition, Long> until = ends.of(open, IsolationLevel.READ_UNCOMMITTED);
            for (long step = FIRST_STEP; !open.isEmpty(); step *= STEP_FACTOR) {
                readBack(consumer, open, begins, until, step, found, taken);
                long reached = step;
                open.removeIf(at -> found.containsKey(at.partition())
                        || taken.contains(at.partition())
                        || until.getOrDefault(at, 0L) - reached <= begins.getOrDefault(at, 0L));
            }
        }
        return found;
    }

    private void readBack(
            Consumer<byte[], byte[]> consumer,
            Set<TopicPartition> open,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> until,
            long step,
            Map<Integer, LastSigned> found,
            Set<Integer> taken) {
        consumer.assign(open);
        open.forEach(at -> consumer.seek(at, Math.max(begins.getOrDefault(at, 0L), until.getOrDefault(at, 0L) - step)));
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!open.stream().allMatch(at -> consumer.position(at) >= until.getOrDefault(at, 0L))) {
            if (System.nanoTime() > giveUp) {
                throw new TimeoutException("checkpoints could not be read back to their ends");
            }
            consumer.poll(POLL).forEach(record -> take(record, found, taken));
        }
    }

    /// Behind a checkpoint that the root has taken back nothing is looked for: those before it bind nobody either,
    /// because the fold went on from it.
    private void take(ConsumerRecord<byte[], byte[]> record, Map<Integer, LastSigned> found, Set<Integer> taken) {
        try {
            SignedHeader signed = Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed();
            Header header = signed.header();
            if (header.partition() != record.partition()) {
                throw new Malformed("it is about partition " + header.partition());
            }
            trust.verify(signed, header);
            if (trust.isVoid(signed, header)) {
                found.remove(record.partition());
                taken.add(record.partition());
                return;
            }
            found.put(
                    record.partition(),
                    new LastSigned(signed, header, CompletableFuture.completedFuture(record.offset()), false));
        } catch (Malformed | BadSignature e) {
            LOG.warn(
                    "checkpoints-{} offset {} is none of ours and is passed over: {}",
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }
}
