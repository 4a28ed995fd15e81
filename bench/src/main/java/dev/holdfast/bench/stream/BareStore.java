package dev.holdfast.bench.stream;

import dev.holdfast.schema.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/// Kafka Streams as the stream runs it (exactly once, its commit interval, no record cache) and a processor that does
/// nothing but write what no event can do without: a row for its entry and a row for its command.
final class BareStore implements AutoCloseable {
    private static final String TOPIC = "bare-store";
    private static final String ROWS = "rows";
    private static final int ENTRY_BYTES = 3;
    private static final int COMMAND_BYTES = 48;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaStreams streams;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong done;
    private long sent;

    private BareStore(KafkaStreams streams, KafkaProducer<byte[], byte[]> producer, AtomicLong done) {
        this.streams = streams;
        this.producer = producer;
        this.done = done;
    }

    static BareStore start(Admin admin, String bootstrap, Path state) throws Exception {
        admin.createTopics(List.of(new NewTopic(TOPIC, Topics.PARTITIONS, (short) 1)))
                .all()
                .get();
        AtomicLong done = new AtomicLong();
        Topology topology = new Topology()
                .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TOPIC)
                .addProcessor("write", () -> new Writing(done), "in")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(ROWS), Serdes.ByteArray(), Serdes.ByteArray())
                                .withCachingDisabled()
                                .withLoggingEnabled(Map.of()),
                        "write");
        KafkaStreams streams = new KafkaStreams(topology, settings(bootstrap, state));
        streams.start();
        return new BareStore(streams, Feed.producer(bootstrap), done);
    }

    private static Properties settings(String bootstrap, Path state) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "bare-store");
        config.put(StreamsConfig.CLIENT_ID_CONFIG, "bare-1");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "20");
        config.put(StreamsConfig.POLL_MS_CONFIG, "10");
        config.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "5");
        return config;
    }

    /// Microseconds of its stream thread that an event takes.
    double microsPerEvent(int events, int valueBytes) throws Exception {
        long before = cpuNanos(sent > 0);
        for (int i = 0; i < events; i++) {
            var _ = producer.send(new ProducerRecord<>(TOPIC, i % Topics.PARTITIONS, null, new byte[valueBytes]));
        }
        producer.flush();
        sent += events;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (done.get() < sent) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the bare store did not keep up");
            }
            LockSupport.parkNanos(2_000_000);
        }
        return (cpuNanos(true) - before) / 1_000.0 / events;
    }

    private static long cpuNanos(boolean running) throws Exception {
        return running ? ThreadCpu.nanos(ProcessHandle.current().pid(), "bare-1-StreamTh") : 0;
    }

    @Override
    public void close() {
        producer.close();
        streams.close(PATIENCE);
    }

    private static final class Writing implements Processor<byte[], byte[], Void, Void> {
        private final AtomicLong done;
        private KeyValueStore<byte[], byte[]> rows;
        private int number;

        @SuppressWarnings("NullAway.Init") // by init
        Writing(AtomicLong done) {
            this.done = done;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            rows = context.getStateStore(ROWS);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            number++;
            rows.put(key((byte) 0x20), new byte[ENTRY_BYTES]);
            rows.put(key((byte) 0x30), new byte[COMMAND_BYTES]);
            done.incrementAndGet();
        }

        private byte[] key(byte kind) {
            return ByteBuffer.allocate(9)
                    .put(kind)
                    .putInt(number % 50)
                    .putInt(number)
                    .array();
        }
    }
}
