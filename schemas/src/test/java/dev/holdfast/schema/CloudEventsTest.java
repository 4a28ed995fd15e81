package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Command;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.WriterId;
import dev.holdfast.schema.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/// CloudEvents 1.0, Kafka protocol binding, section 3.2 "Binary Content Mode".
class CloudEventsTest {
    private static final Topics TOPICS = Topics.byDefault();

    @Test
    void records_of_public_topics_are_cloud_events() {
        for (Map.Entry<String, Sample<?>> sample : Samples.all().entrySet()) {
            if (sample.getKey().startsWith("draft")) {
                continue;
            }
            ProducerRecord<byte[], byte[]> record = record(sample.getValue());
            assertThat(text(record, "ce_specversion")).as(sample.getKey()).isEqualTo("1.0");
            assertThat(text(record, "ce_type")).as(sample.getKey()).startsWith("dev.holdfast.");
            assertThat(text(record, "ce_source")).as(sample.getKey()).isEqualTo("/" + record.topic());
            assertThat(text(record, "ce_id")).as(sample.getKey()).isNotBlank();
            assertThat(text(record, "content-type")).as(sample.getKey()).isEqualTo("application/avro");
            assertThat(record.headers().lastHeader(Codec.SCHEMA_HEADER).value())
                    .as(sample.getKey())
                    .hasSize(32);
        }
    }

    @Test
    void drafts_are_nobodys_events() {
        assertThat(record(Samples.all().get("draft-token")).headers())
                .extracting(Header::key)
                .containsExactly(Codec.SCHEMA_HEADER);
    }

    @Test
    void what_is_written_again_has_the_same_headers() {
        for (Sample<?> sample : Samples.all().values()) {
            assertThat(record(sample).headers()).isEqualTo(record(sample).headers());
        }
    }

    @Test
    void a_header_comes_once() {
        for (Sample<?> sample : Samples.all().values()) {
            assertThat(record(sample).headers()).extracting(Header::key).doesNotHaveDuplicates();
        }
    }

    @Test
    void ids_and_times_are_those_of_the_thing_itself() {
        assertThat(text(record(Samples.all().get("checkpoint")), "ce_id")).isEqualTo("7.1.42.1700000000123");
        assertThat(text(record(Samples.all().get("checkpoint")), "ce_time")).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(text(record(Samples.all().get("snapshot-chunk")), "ce_id")).isEqualTo("7.1.42.1700000000123.0");
        assertThat(text(record(Samples.all().get("signed-list")), "ce_id"))
                .isEqualTo("https://status.example/tokens/acme.passes#1.3.1700000000");
        assertThat(text(record(Samples.all().get("refusal-refused")), "ce_id")).isEqualTo("7.99");
        assertThat(text(record(Samples.all().get("trust")), "ce_id")).isEqualTo("1");
    }

    @Test
    void the_id_of_a_command_is_its_event_id() {
        CommandId id = CommandId.of(1_700_000_000_123L, 7);
        Command command = new Command.RetireList(new Command.Envelope(
                new Deployment("golden"),
                new IssuerId("acme"),
                Samples.LIST,
                new WriterId("gateway-1"),
                new IdempotencyKey("once"),
                id));
        EventRecord event =
                new EventRecord(CommandCodec.sign(command, Samples.key(3)), "gateway-1", Optional.of(Samples.THEN));
        assertThat(text(record(new Sample<>(Codecs.EVENT, event)), "ce_id")).isEqualTo(id.toString());
    }

    @Test
    void what_is_no_command_still_has_an_id() {
        assertThat(text(record(Samples.all().get("status-event-command")), "ce_id"))
                .isEqualTo(Samples.command().event().link().toHex());
    }

    /// Every byte is carried to every edge ten times a second and partition, so their number is held.
    @Test
    void the_headers_of_a_checkpoint_stay_short() {
        ProducerRecord<byte[], byte[]> record = record(Samples.all().get("checkpoint"));
        int bytes = 0;
        for (Header header : record.headers()) {
            bytes += 2 + header.key().length() + header.value().length;
        }
        System.out.println("a checkpoint: " + record.value().length + " bytes of value, " + bytes + " of headers");
        assertThat(bytes).isLessThanOrEqualTo(235);
    }

    private static <T> ProducerRecord<byte[], byte[]> record(Sample<T> sample) {
        List<String> names = new ArrayList<>(TOPICS.all());
        String topic = names.get(Codecs.all().indexOf(sample.codec()));
        return sample.codec().record(topic, 7, null, sample.value());
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }
}
