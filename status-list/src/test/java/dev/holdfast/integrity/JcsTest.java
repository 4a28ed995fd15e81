package dev.holdfast.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JcsTest {
    @Test
    @Conformance("DI-7")
    void the_corpus_behind_the_rfc_comes_out_byte_for_byte() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read("jcs-rfc8785.json"), "vectors", 100)) {
            byte[] canonical = Jcs.canonicalize(json(StrictJson.text(vector, "input_utf8")));
            assertThat(Bytes.of(canonical).toHex())
                    .as(StrictJson.text(vector, "name"))
                    .isEqualTo(StrictJson.text(vector, "canonical_hex"));
            assertThat(Jcs.canonicalize(json(new String(canonical, StandardCharsets.UTF_8))))
                    .isEqualTo(canonical);
            count++;
        }
        assertThat(count).isEqualTo(6);
    }

    @Test
    @Conformance("DI-7")
    void the_numbers_of_the_rfc_come_out_digit_for_digit() throws IOException, Malformed {
        int count = 0;
        for (JsonNode pair : StrictJson.elements(Vectors.read("jcs-rfc8785.json"), "numbers", 100)) {
            double value =
                    Double.longBitsToDouble(Long.parseUnsignedLong(pair.get(0).textValue(), 16));
            assertThat(EcmaNumber.write(value)).isEqualTo(pair.get(1).textValue());
            count++;
        }
        assertThat(count).isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1.0, 1",
        "-1.5e3, -1500",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "123456789012345680000, 123456789012345680000",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "5e-324, 5e-324",
        "1.25e-7, 1.25e-7",
        "2e23, 2e+23",
        "9007199254740992, 9007199254740992"
    })
    void numbers_are_written_as_ecmascript_does(double value, String text) {
        assertThat(EcmaNumber.write(value)).isEqualTo(text);
    }

    /// The other implementation gets numbers below the normal ones wrong: of 1e-320 it makes `0.000…01e-178`.
    @Property(tries = 20_000)
    void numbers_come_out_as_in_another_implementation(@ForAll long bits) throws IOException {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value) && Math.abs(value) >= Double.MIN_NORMAL) {
            assertThat(EcmaNumber.write(value)).isEqualTo(NumberToJSON.serializeNumber(value));
        }
    }

    @Property(tries = 20_000)
    void the_smallest_numbers_have_the_fewest_digits_that_mean_them(@ForAll @LongRange(min = 1) long seed) {
        double value = Double.longBitsToDouble(seed % Double.doubleToLongBits(Double.MIN_NORMAL));
        String text = EcmaNumber.write(value);
        assertThat(Double.parseDouble(text)).isEqualTo(value);
        BigDecimal written = new BigDecimal(text);
        if (value > 0 && written.precision() > 1) {
            for (RoundingMode mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
                BigDecimal fewer = written.round(new MathContext(written.precision() - 1, mode));
                assertThat(fewer.doubleValue()).isNotEqualTo(value);
            }
        }
    }

    @Property(tries = 300)
    void documents_come_out_as_in_another_implementation(@ForAll long seed) throws IOException, Malformed {
        ObjectNode document = random(new Random(seed), 3);
        assertThat(Jcs.canonicalize(document))
                .asString()
                .isEqualTo(new JsonCanonicalizer(document.toString()).getEncodedString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00\\ud800\"", "[\"a\\ud83dz\"]"})
    @Conformance("DI-7")
    void half_a_character_has_no_form(String text) {
        assertThatThrownBy(() -> Jcs.canonicalize(json(text)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JSON holds half a surrogate pair");
        assertThatThrownBy(() -> Jcs.canonicalize(StrictJson.object().put("\ud800", 1)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JSON holds half a surrogate pair");
    }

    @Test
    @Conformance("DI-7")
    void what_is_no_double_has_no_form() throws Malformed {
        assertThat(Jcs.canonicalize(json("9007199254740992"))).asString().isEqualTo("9007199254740992");
        assertThatThrownBy(() -> Jcs.canonicalize(json("9007199254740993")))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JSON holds an integer that a double does not hold exactly");
        assertThatThrownBy(() -> Jcs.canonicalize(json("1e309")))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JSON holds a number beyond the range of a double");
        assertThatThrownBy(() -> Jcs.canonicalize(DoubleNode.valueOf(Double.NaN)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JSON holds a number beyond the range of a double");
    }

    private static JsonNode json(String text) throws Malformed {
        return StrictJson.parseValue(text.getBytes(StandardCharsets.UTF_8), "the text");
    }

    private static ObjectNode random(Random random, int depth) {
        ObjectNode object = StrictJson.object();
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            String name = text(random);
            switch (random.nextInt(depth > 0 ? 7 : 5)) {
                case 0 -> object.put(name, random.nextInt());
                case 1 -> object.put(name, random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
                case 2 -> object.put(name, text(random));
                case 3 -> object.put(name, random.nextBoolean());
                case 4 -> object.putNull(name);
                case 5 -> object.set(name, random(random, depth - 1));
                default -> object.putArray(name).add(random(random, depth - 1)).add(text(random));
            }
        }
        return object;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0x20 + random.nextInt(0x60);
                        case 2 -> 0xe000 + random.nextInt(0x1000);
                        default -> 0x10000 + random.nextInt(0x1000);
                    });
        }
        return text.toString();
    }
}
