package dev.holdfast.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.schema.registry.FaultyRegistry;
import dev.holdfast.schema.registry.FaultyRegistry.Answer;
import dev.holdfast.schema.registry.RegistryUnavailable;
import dev.holdfast.schema.wire.Trust;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RegistrySerdesTest {
    private static final String TOPIC = "holdfast.trust";
    private static final Schema OTHER = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"tags\",\"type\":"
                    + "{\"type\":\"array\",\"items\":{\"type\":\"map\",\"values\":\"double\"}}}]}");

    @Test
    void what_we_write_is_read_without_any_registry() {
        ProducerRecord<byte[], byte[]> record = trust(3);
        try (RegistryAvroDeserializer generic = deserializer(Map.of());
                RegistryAvroDeserializer specific = deserializer(Map.of(SerdeSettings.SPECIFIC_READER, "true"))) {
            IndexedRecord read = generic.deserialize(TOPIC, record.headers(), record.value());
            assertThat(read.getSchema().getName()).isEqualTo("Trust");
            assertThat(read.get(0)).isEqualTo(3);
            assertThat(specific.deserialize(TOPIC, record.headers(), record.value()))
                    .isInstanceOfSatisfying(
                            Trust.class, trust -> assertThat(trust.getVersion()).isEqualTo(3));
        }
    }

    @Test
    void what_the_serialiser_writes_our_codec_reads() throws Exception {
        Headers headers = new RecordHeaders();
        try (RegistryAvroSerializer serializer = serializer(Map.of())) {
            Trust trust = new Trust(4, ByteBuffer.wrap(new byte[] {1, 2}));
            byte[] value = serializer.serialize(TOPIC, headers, trust);
            assertThat(Codecs.TRUST.decode(value, headers)).isEqualTo(new TrustRecord(4, Bytes.of(new byte[] {1, 2})));
        }
    }

    @Test
    void the_header_wins_then_the_id_and_the_registry_is_asked_once() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> schema(OTHER));
                RegistryAvroDeserializer deserializer = deserializer(Map.of(SerdeSettings.URL, registry.url()))) {
            ProducerRecord<byte[], byte[]> ours = numbered(trust(3), 9);
            assertThat(deserializer
                            .deserialize(TOPIC, ours.headers(), ours.value())
                            .get(0))
                    .isEqualTo(3);
            assertThat(registry.asked()).isEmpty();

            byte[] other = {0, 0, 0, 0, 9, 0};
            for (int i = 0; i < 3; i++) {
                assertThat(deserializer
                                .deserialize("t", new RecordHeaders(), other)
                                .getSchema())
                        .isEqualTo(OTHER);
            }
            assertThat(registry.asked()).hasSize(1);

            Headers lying = new RecordHeaders().add(Codec.SCHEMA_HEADER, new byte[32]);
            assertThatThrownBy(() -> deserializer.deserialize("t", lying, other))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("the header wins");
        }
    }

    @Test
    void a_record_that_names_no_schema_is_refused_and_one_whose_registry_is_away_can_be_tried_again() throws Exception {
        try (FaultyRegistry registry = FaultyRegistry.answering(503, "{}");
                RegistryAvroDeserializer deserializer = deserializer(Map.of(SerdeSettings.URL, registry.url()));
                RegistryAvroDeserializer alone = deserializer(Map.of())) {
            assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, 9, 0}))
                    .isInstanceOf(SerializationException.class)
                    .hasCauseInstanceOf(RegistryUnavailable.class);
            assertThatThrownBy(() -> alone.deserialize("t", new byte[] {0, 0, 0, 0, 9, 0}))
                    .hasMessage("schema id 9 is not known, and no schema.registry.url is set");
            assertThatThrownBy(() -> alone.deserialize("t", new byte[6])).hasMessageContaining("no schema is named");
            assertThatThrownBy(() -> alone.deserialize("t", new byte[] {1, 2})).hasMessageContaining("not framed");
            assertThat(alone.deserialize("t", null)).isNull();
        }
    }

    @Test
    void a_short_value_cannot_ask_for_much() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> schema(OTHER));
                RegistryAvroDeserializer deserializer = deserializer(Map.of(SerdeSettings.URL, registry.url()))) {
            byte[] greedy = {0, 0, 0, 0, 9, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
            assertThatThrownBy(() -> deserializer.deserialize("t", greedy))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("more items than bytes");
        }
    }

    @Test
    void a_foreign_schema_is_looked_up_once_and_registered_only_if_that_is_asked_for() throws Exception {
        GenericData.Record value = new GenericData.Record(OTHER);
        value.put("tags", List.of(Map.of("a", 1.5)));
        try (FaultyRegistry registry = new FaultyRegistry(_ -> schema(OTHER));
                RegistryAvroSerializer careful = serializer(Map.of(SerdeSettings.URL, registry.url()));
                RegistryAvroSerializer eager =
                        serializer(Map.of(SerdeSettings.URL, registry.url(), SerdeSettings.AUTO_REGISTER, "true"));
                RegistryAvroDeserializer deserializer = deserializer(Map.of(SerdeSettings.URL, registry.url()))) {
            byte[] first = careful.serialize("t", new RecordHeaders(), value);
            assertThat(first).startsWith(0, 0, 0, 0, 9);
            assertThat(careful.serialize("t", new RecordHeaders(), value)).isEqualTo(first);
            assertThat(registry.asked()).hasSize(1);
            assertThat(registry.asked().getFirst().uri()).isEqualTo("/subjects/t-value?normalize=true");
            eager.serialize("t", new RecordHeaders(), value);
            assertThat(registry.asked().get(1).uri()).isEqualTo("/subjects/t-value/versions?normalize=true");
            IndexedRecord read = deserializer.deserialize("t", new RecordHeaders(), first);
            assertThat(((List<?>) read.get(0))).hasSize(1);
        }
    }

    @Test
    void appends_never_wait_for_a_registry_that_does_not_answer() throws Exception {
        try (FaultyRegistry registry = FaultyRegistry.silent();
                RegistryIds ids = interceptor(registry.url());
                RegistryAvroSerializer serializer = serializer(Map.of(SerdeSettings.URL, registry.url()))) {
            ProducerRecord<byte[], byte[]> record = trust(3);
            Trust trust = new Trust(4, ByteBuffer.wrap(new byte[2]));
            List<Long> nanos = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                long start = System.nanoTime();
                assertThat(ids.onSend(record)).isSameAs(record);
                serializer.serialize(TOPIC, new RecordHeaders(), trust);
                nanos.add(System.nanoTime() - start);
            }
            assertThat(Duration.ofNanos(
                            nanos.stream().mapToLong(Long::longValue).max().orElseThrow()))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void ids_come_go_and_change_with_the_registry_and_the_header_stays() throws Exception {
        try (FaultyRegistry registry = FaultyRegistry.answering(503, "{}");
                RegistryIds ids = interceptor(registry.url())) {
            assertThat(idIn(ids.onSend(trust(1)))).isZero();
            registry.becomes(_ -> found(5));
            awaitId(ids, 5);
            ProducerRecord<byte[], byte[]> sent = ids.onSend(trust(2));
            assertThat(Codecs.TRUST.decode(sent.value(), sent.headers()).version())
                    .isEqualTo(2);
            assertThat(sent.headers()).isEqualTo(trust(2).headers());
        }
    }

    @Test
    void other_records_are_left_alone() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> found(5));
                RegistryIds ids = interceptor(registry.url())) {
            ids.onSend(trust(1));
            awaitId(ids, 5);
            ProducerRecord<byte[], byte[]> changelog = new ProducerRecord<>("x-changelog", new byte[9]);
            ProducerRecord<byte[], byte[]> tombstone =
                    new ProducerRecord<>(TOPIC, null, new byte[1], null, trust(1).headers());
            ProducerRecord<byte[], byte[]> already = numbered(trust(1), 77);
            for (ProducerRecord<byte[], byte[]> record : List.of(changelog, tombstone, already)) {
                assertThat(ids.onSend(record)).isSameAs(record);
            }
        }
    }

    @Test
    void settings_that_ask_for_something_else_are_refused() {
        assertThatThrownBy(() -> deserializer(Map.of(
                        SerdeSettings.SUBJECT_STRATEGY,
                        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy")))
                .isInstanceOf(ConfigException.class);
        try (RegistryAvroDeserializer one = deserializer(
                Map.of(SerdeSettings.SUBJECT_STRATEGY, "io.confluent.kafka.serializers.subject.TopicNameStrategy"))) {
            assertThat(one).isNotNull();
        }
        assertThatThrownBy(() -> new RegistryAvroDeserializer().configure(Map.of(), true))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> RegistryIds.check("nonsense", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema.registry.url");
    }

    private static void awaitId(RegistryIds ids, int id) {
        await().until(() -> idIn(ids.onSend(trust(1))) == id);
    }

    private static ProducerRecord<byte[], byte[]> trust(int version) {
        return Codecs.TRUST.record(TOPIC, 0, null, new TrustRecord(version, Bytes.of(new byte[] {9})));
    }

    private static ProducerRecord<byte[], byte[]> numbered(ProducerRecord<byte[], byte[]> record, int id) {
        ByteBuffer.wrap(record.value()).putInt(1, id);
        return record;
    }

    private static int idIn(ProducerRecord<byte[], byte[]> record) {
        return ByteBuffer.wrap(record.value()).getInt(1);
    }

    private static Answer schema(Schema schema) {
        String text = schema.toString().replace("\"", "\\\"");
        return new Answer(200, "{\"id\":9,\"version\":1,\"schema\":\"" + text + "\"}");
    }

    private static Answer found(int id) {
        return new Answer(200, "{\"id\":" + id + ",\"version\":1,\"schema\":\"\\\"int\\\"\"}");
    }

    private static RegistryIds interceptor(String url) {
        RegistryIds ids = new RegistryIds();
        ids.configure(RegistryIds.settings(url, Optional.empty()));
        return ids;
    }

    private static RegistryAvroDeserializer deserializer(Map<String, String> settings) {
        RegistryAvroDeserializer deserializer = new RegistryAvroDeserializer();
        deserializer.configure(new HashMap<>(settings), false);
        return deserializer;
    }

    private static RegistryAvroSerializer serializer(Map<String, String> settings) {
        RegistryAvroSerializer serializer = new RegistryAvroSerializer();
        serializer.configure(new HashMap<>(settings), false);
        return serializer;
    }
}
