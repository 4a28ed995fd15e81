package dev.holdfast.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/// Real clients, but that the coordinator aborts some of the transactions just before they are committed, as it does
/// with one that takes too long. Everything of the transaction stands in the log by then; the client asks for the
/// commit all the same and hears what a client hears then. A transaction that wrote no record is left alone and not
/// counted. For one thread at a time that writes; what was counted can be read by any.
final class AbortingClients extends DefaultKafkaClientSupplier implements AutoCloseable {
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong aborted = new AtomicLong();
    private final Admin coordinator;
    private final Random random;
    private final double share;
    private volatile boolean calm;

    /// @param share of the transactions that are aborted, 0…1
    AbortingClients(String bootstrap, long seed, double share) {
        this.coordinator = Admin.create(Map.of("bootstrap.servers", bootstrap, "retry.backoff.ms", 5));
        this.random = new Random(seed);
        this.share = share;
    }

    /// From here on every transaction is committed, and none is counted.
    void calm() {
        calm = true;
    }

    long committed() {
        return committed.get();
    }

    long aborted() {
        return aborted.get();
    }

    double abortedShare() {
        return (double) aborted() / Math.max(1, aborted() + committed());
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new Aborting(config);
    }

    @Override
    public void close() {
        coordinator.close(Duration.ofSeconds(5));
    }

    private final class Aborting extends KafkaProducer<byte[], byte[]> {
        private final String id;
        private boolean wrote;

        Aborting(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
            this.id = (String) config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            wrote = true;
            return super.send(record, callback);
        }

        @Override
        public void commitTransaction() {
            flush();
            boolean counts = wrote && !calm;
            boolean doomed = counts && random.nextDouble() < share;
            wrote = false;
            if (doomed) {
                abort();
            }
            try {
                super.commitTransaction();
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                if (doomed) {
                    aborted.incrementAndGet();
                }
                throw e;
            }
            if (doomed) {
                throw new IllegalStateException("what the coordinator aborted was committed");
            }
            if (counts) {
                committed.incrementAndGet();
            }
        }

        private void abort() {
            try {
                coordinator.fenceProducers(List.of(id)).all().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the coordinator did not abort", e);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }
}
