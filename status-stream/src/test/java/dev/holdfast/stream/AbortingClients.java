package dev.holdfast.stream;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/// Real clients for Kafka Streams, but that some of the transactions that are to be committed are aborted instead.
/// Streams is told what it would hear had the coordinator aborted a transaction that took too long.
final class AbortingClients extends DefaultKafkaClientSupplier {
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong aborted = new AtomicLong();
    private final Random random;
    private final double share;
    private volatile boolean calm;

    /// @param share of the transactions that are aborted, 0…1
    AbortingClients(long seed, double share) {
        this.random = new Random(seed);
        this.share = share;
    }

    /// From here on every transaction is committed.
    void calm() {
        calm = true;
    }

    long committed() {
        return committed.get();
    }

    long aborted() {
        return aborted.get();
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new Aborting(config);
    }

    private final class Aborting extends KafkaProducer<byte[], byte[]> {
        Aborting(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        /// Everything of the transaction stands in the log before its fate is decided.
        @Override
        public void commitTransaction() {
            flush();
            if (!calm && random.nextDouble() < share) {
                abortTransaction();
                aborted.incrementAndGet();
                throw new InvalidProducerEpochException("aborted by force");
            }
            super.commitTransaction();
            committed.incrementAndGet();
        }
    }
}
