package dev.holdfast.stream.notary;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the topic `trust` on to its end each time it is asked. For one thread.
final class TrustFeed implements Supplier<List<Bytes>> {
    private static final Logger LOG = LoggerFactory.getLogger(TrustFeed.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicPartition trust;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private long next;

    /// @param consumers makes consumers that belong to no group
    TrustFeed(String topic, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.trust = new TopicPartition(topic, 0);
        this.consumers = consumers;
    }

    /// @throws TimeoutException if the cluster takes too long
    @Override
    public List<Bytes> get() {
        List<Bytes> documents = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(Set.of(trust));
            long end = consumer.endOffsets(Set.of(trust), PATIENCE).getOrDefault(trust, 0L);
            // A log that has stepped back gives again what it still has; repeats are known as such.
            consumer.seek(trust, end < next ? 0 : next);
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(trust) < end) {
                if (System.nanoTime() > giveUp) {
                    throw new TimeoutException("the trust documents could not be read to their end");
                }
                consumer.poll(POLL).records(trust).forEach(record -> take(record, documents));
            }
            next = consumer.position(trust);
        }
        return documents;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, List<Bytes> documents) {
        try {
            documents.add(Codecs.TRUST.decode(record.value(), record.headers()).document());
        } catch (Malformed e) {
            LOG.warn("trust offset {} is no trust document: {}", record.offset(), e.getMessage());
        }
    }
}
