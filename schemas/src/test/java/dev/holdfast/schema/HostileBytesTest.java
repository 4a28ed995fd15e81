package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Samples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class HostileBytesTest {
    private static final Headers NONE = new RecordHeaders();

    @Test
    void a_value_cut_off_anywhere_is_refused() {
        for (Sample<?> sample : Samples.all().values()) {
            byte[] whole = encoded(sample);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> sample.codec().decode(cut, NONE)).isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void trailing_bytes_are_refused() {
        for (Sample<?> sample : Samples.all().values()) {
            byte[] whole = encoded(sample);
            assertThatThrownBy(() -> sample.codec().decode(Arrays.copyOf(whole, whole.length + 1), NONE))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("1 trailing bytes");
        }
    }

    @Test
    void flipped_bits_are_refused_or_read_as_another_value_and_never_throw_anything_else() {
        Random random = new Random(1);
        for (Sample<?> sample : Samples.all().values()) {
            byte[] whole = encoded(sample);
            for (int i = 0; i < 2000; i++) {
                byte[] bent = whole.clone();
                int flips = 1 + random.nextInt(4);
                for (int flip = 0; flip < flips; flip++) {
                    bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
                }
                readOrRefuse(sample, bent);
            }
        }
    }

    @Test
    void random_bytes_are_refused() {
        Random random = new Random(2);
        for (Sample<?> sample : Samples.all().values()) {
            for (int i = 0; i < 2000; i++) {
                byte[] noise = new byte[5 + random.nextInt(60)];
                random.nextBytes(noise);
                Arrays.fill(noise, 0, 5, (byte) 0);
                readOrRefuse(sample, noise);
            }
        }
    }

    private static <T> void readOrRefuse(Sample<T> sample, byte[] bytes) {
        try {
            assertThat(sample.codec().decode(bytes, NONE)).isNotNull();
        } catch (Malformed e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void a_length_of_two_gigabytes_in_a_short_value_allocates_nothing() {
        byte[] greedy = {0, 0, 0, 0, 0, 2, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 1, 2, 3};
        for (Sample<?> sample : List.of(Samples.all().get("trust"))) {
            assertThatThrownBy(() -> sample.codec().decode(greedy, NONE)).isInstanceOf(Malformed.class);
        }
        byte[] trust = {0, 0, 0, 0, 0, 2, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        assertThatThrownBy(() -> Codecs.TRUST.decode(trust, NONE)).hasMessage("truncated at document");
        byte[] negative = {0, 0, 0, 0, 0, 2, 1};
        assertThatThrownBy(() -> Codecs.TRUST.decode(negative, NONE)).hasMessage("document is out of range");
        byte[] endless = {0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        assertThatThrownBy(() -> Codecs.TRUST.decode(endless, NONE)).hasMessage("version is not a varint");
    }

    @Test
    void an_oversized_value_is_refused_before_it_is_looked_at() {
        assertThatThrownBy(() -> Codecs.TRUST.decode(new byte[Codecs.MAX_BYTES + 1], NONE))
                .isInstanceOf(Malformed.class)
                .hasMessage("a value of 1000001 bytes, above 1000000");
    }

    @Test
    void a_record_without_value_or_frame_is_refused() {
        assertThatThrownBy(() -> Codecs.EVENT.decode(null, NONE)).hasMessage("the record has no value");
        assertThatThrownBy(() -> Codecs.EVENT.decode(new byte[0], NONE)).hasMessageContaining("not framed");
        assertThatThrownBy(() -> Codecs.EVENT.decode(new byte[] {1, 0, 0, 0, 0, 0}, NONE))
                .hasMessageContaining("not framed");
    }

    @Test
    void an_unknown_schema_is_refused_by_its_fingerprint_or_id() {
        byte[] value = Codecs.TRUST.encode(Samples.trust());
        Headers unknown = new RecordHeaders();
        unknown.add(Codec.SCHEMA_HEADER, new byte[32]);
        assertThatThrownBy(() -> Codecs.TRUST.decode(value, unknown))
                .isInstanceOf(Malformed.class)
                .hasMessage("schema " + "00".repeat(32) + " was never released for this topic");
        Headers crippled = new RecordHeaders();
        crippled.add(Codec.SCHEMA_HEADER, new byte[31]);
        assertThatThrownBy(() -> Codecs.TRUST.decode(value, crippled))
                .hasMessage("holdfast-schema does not have 32 bytes");
        value[4] = 9;
        assertThatThrownBy(() -> Codecs.TRUST.decode(value, NONE)).hasMessage("schema id 9 and no holdfast-schema");
    }

    @Test
    void the_header_wins_over_the_id() throws Malformed {
        byte[] value = Codecs.TRUST.encode(Samples.trust());
        value[4] = 9;
        Headers headers = new RecordHeaders().add(Codecs.TRUST.header());
        assertThat(Codecs.TRUST.decode(value, headers)).isEqualTo(Samples.trust());
    }

    @Test
    void the_schema_of_another_topic_is_refused() {
        byte[] value = Codecs.TRUST.encode(Samples.trust());
        Headers headers = new RecordHeaders().add(Codecs.DRAFT.header());
        assertThatThrownBy(() -> Codecs.TRUST.decode(value, headers)).hasMessageContaining("never released for this");
    }

    @Test
    void an_n_beside_the_envelope_that_is_not_the_header_s_is_refused() {
        byte[] value = Codecs.CHECKPOINT.encode(Samples.checkpoint());
        assertThat(value[5]).isEqualTo((byte) 14);
        value[5] = 12;
        assertThatThrownBy(() -> Codecs.CHECKPOINT.decode(value, NONE)).hasMessageContaining("differ from its header");
    }

    private static <T> byte[] encoded(Sample<T> sample) {
        return sample.codec().encode(sample.value());
    }
}
