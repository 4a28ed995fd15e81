package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.fixture.TestBroker;
import dev.holdfast.fixture.TopicReader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of record over a real broker: bytes, headers and limits survive the way.
@Tag("kafka")
class WireIT {
    private static final Topics TOPICS = Topics.byDefault();
    private static final int PARTITIONS = 8;
    private static final int PARTITION = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static TestBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(directory);
        try (Admin admin = broker.admin()) {
            TopicSetup.ensure(admin, TOPICS, PARTITIONS, (short) 1, true);
        }
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        8 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @TestFactory
    List<DynamicTest> a_value_comes_back_equal_with_the_schema_in_its_header() {
        return Samples.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> thereAndBack(entry.getValue())))
                .toList();
    }

    @Test
    void the_covering_offset_travels_beside_a_snapshot() throws Exception {
        ProducerRecord<byte[], byte[]> record =
                Codecs.SNAPSHOT.record(TOPICS.snapshots(), PARTITION, null, Samples.snapshotChunk());
        record.headers().add(SnapshotChunk.covering(4711));

        assertThat(SnapshotChunk.coveringOffset(sent(record).headers())).isEqualTo(OptionalLong.of(4711));
    }

    @Test
    void the_longest_token_fits_into_its_topic() throws Exception {
        SignedList sample = Samples.signedList();
        SignedList longest = new SignedList(
                sample.list(),
                sample.format(),
                sample.version(),
                sample.epoch(),
                sample.n(),
                sample.issuedAt(),
                sample.expiresAt(),
                sample.mediaType(),
                sample.uri(),
                Bytes.of(new byte[Codecs.MAX_TOKEN_BYTES - 300]));
        byte[] value = Codecs.SIGNED_LIST.encode(longest);
        assertThat(value.length).isGreaterThan(Codecs.MAX_TOKEN_BYTES - 300);

        ConsumerRecord<byte[], byte[]> read = sent(
                Codecs.SIGNED_LIST.record(TOPICS.signedLists(), PARTITION, Topics.listKey(sample.list()), longest));

        assertThat(Codecs.SIGNED_LIST.decode(read.value(), read.headers())).isEqualTo(longest);
    }

    @Test
    void the_broker_too_refuses_what_is_longer_than_the_codec_takes() {
        byte[] tooLong = new byte[Codecs.MAX_BYTES + (64 << 10)];

        assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPICS.statusEvents(), 0, null, tooLong))
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void a_schema_that_was_never_released_is_refused_by_its_fingerprint() throws Exception {
        ProducerRecord<byte[], byte[]> record =
                Codecs.TRUST.record(TOPICS.trust(), 0, Topics.trustKey(), Samples.trust());
        record.headers().remove(Codec.SCHEMA_HEADER).add(Codec.SCHEMA_HEADER, new byte[32]);

        ConsumerRecord<byte[], byte[]> read = sent(record);

        assertThatThrownBy(() -> Codecs.TRUST.decode(read.value(), read.headers()))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("was never released");
    }

    private static <T> void thereAndBack(Samples.Sample<T> sample) throws Exception {
        // Which topic carries it is nothing to the codec; this one takes the longest values.
        ProducerRecord<byte[], byte[]> record =
                sample.codec().record(TOPICS.drafts(), PARTITION, Topics.partitionKey(PARTITION), sample.value());

        ConsumerRecord<byte[], byte[]> read = sent(record);

        assertThat(read.key()).isEqualTo(record.key());
        assertThat(read.value()).isEqualTo(record.value());
        Header schema = read.headers().lastHeader(Codec.SCHEMA_HEADER);
        assertThat(schema.value())
                .isEqualTo(ReleasedSchemas.fingerprint(sample.codec().schema()).toArray());
        assertThat(sample.codec().decode(read.value(), read.headers())).isEqualTo(sample.value());
    }

    /// What a consumer gets of a record.
    private static ConsumerRecord<byte[], byte[]> sent(ProducerRecord<byte[], byte[]> record) throws Exception {
        var at = producer.send(record).get();
        try (TopicReader reader = new TopicReader(broker, at.topic(), at.partition())) {
            return reader
                    .until(PATIENCE, read -> !read.isEmpty() && read.getLast().offset() >= at.offset())
                    .stream()
                    .filter(one -> one.offset() == at.offset())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
