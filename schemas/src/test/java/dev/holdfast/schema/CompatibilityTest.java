package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schema.Compatibility.Break;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is written now and every release ever made read each other. The first test fails for the person who breaks
/// a contract; the others break contracts to see that it would.
class CompatibilityTest {
    @TestFactory
    Stream<DynamicTest> the_contracts_of_now_and_of_every_release_read_each_other() {
        return Codecs.all().stream()
                .map(Codec::schema)
                .map(now -> DynamicTest.dynamicTest(now.getName(), () -> {
                    assertThat(ReleasedSchemas.of(now.getFullName())).isNotEmpty();
                    assertThat(Compatibility.withReleased(now)).isEmpty();
                }));
    }

    @Test
    void the_released_contracts_read_each_other() {
        for (Schema older : ReleasedSchemas.all()) {
            for (Schema newer : ReleasedSchemas.of(older.getFullName())) {
                assertThat(Compatibility.between(older, newer)).isEmpty();
            }
        }
    }

    @Test
    void a_removed_field_is_named() {
        breaks(
                Codecs.TRUST.schema(),
                json -> json.replaceFirst("\\{\"name\":\"version\".*?},", ""),
                "Trust: field version is gone and had no default: released programs cannot read what is written now; "
                        + "keep it");
    }

    @Test
    void a_field_removed_inside_a_union_is_named_by_its_path() {
        breaks(
                Codecs.EVENT.schema(),
                json -> json.replaceFirst("\\{\"name\":\"keyId\".*?(?=\\{\"name\":\"signature\")", ""),
                "StatusEvent: field body.Command.keyId is gone and had no default: released programs cannot read what "
                        + "is written now; keep it");
    }

    @Test
    void a_changed_type_is_named_even_where_avro_would_promote_it() {
        breaks(
                Codecs.CHECKPOINT.schema(),
                json -> json.replace("\"epoch\",\"type\":\"int\"", "\"epoch\",\"type\":\"long\""),
                "Checkpoint: field epoch changed its type from int to long");
        breaks(
                Codecs.CHECKPOINT.schema(),
                json -> json.replace("\"body\",\"type\":\"bytes\"", "\"body\",\"type\":\"string\""),
                "Checkpoint: field body changed its type from bytes to string");
    }

    @Test
    void a_renamed_field_is_two_breaks_and_an_alias_does_not_help() {
        for (String alias : List.of("", "\"aliases\":[\"offset\"],")) {
            breaks(
                    Codecs.REFUSAL.schema(),
                    json -> json.replace("\"name\":\"offset\",", "\"name\":\"position\"," + alias),
                    "Refusal: field offset is gone and had no default: released programs cannot read what is written "
                            + "now; keep it",
                    "Refusal: field position is new and has no default: what was written before cannot be read; "
                            + "give it one");
        }
    }

    @Test
    void a_new_field_without_default_is_named() {
        breaks(
                Codecs.TRUST.schema(),
                json -> json.replace("\"fields\":[", "\"fields\":[{\"name\":\"region\",\"type\":\"string\"},"),
                "Trust: field region is new and has no default: what was written before cannot be read; give it one");
    }

    @Test
    void a_new_field_with_a_default_breaks_nothing() {
        breaks(
                Codecs.TRUST.schema(),
                json -> json.replace(
                        "\"fields\":[", "\"fields\":[{\"name\":\"region\",\"type\":\"string\",\"default\":\"\"},"));
    }

    @Test
    void a_lost_default_is_named() {
        breaks(
                Codecs.REFUSAL.schema(),
                json -> json.replaceFirst("(\"name\":\"n\".*?),\"default\":null", "$1"),
                "Refusal: field n lost its default, which programs without the field rely on");
    }

    @Test
    void a_removed_and_an_added_enum_symbol_are_named() {
        breaks(
                Codecs.REFUSAL.schema(),
                json -> json.replace("[\"REFUSED\",\"NOT_AUTHENTIC\"]", "[\"REFUSED\"]"),
                "Refusal: field kind lost the symbol NOT_AUTHENTIC, which older records hold");
        breaks(
                Codecs.REFUSAL.schema(),
                json -> json.replace("[\"REFUSED\",\"NOT_AUTHENTIC\"]", "[\"REFUSED\",\"NOT_AUTHENTIC\",\"LATE\"]"),
                "Refusal: field kind has the new symbol LATE, which released programs do not know");
    }

    @Test
    void a_branch_that_comes_or_goes_is_named() {
        breaks(
                Codecs.REFUSAL.schema(),
                json -> json.replace(
                        "\"n\",\"type\":[\"null\",\"long\"]", "\"n\",\"type\":[\"null\",\"int\",\"long\"]"),
                "Refusal: field n can now be int, which released programs cannot read");
        breaks(
                Codecs.REFUSAL.schema(),
                json -> json.replace("\"n\",\"type\":[\"null\",\"long\"]", "\"n\",\"type\":[\"null\"]"),
                "Refusal: field n can no longer be long, which older records hold");
    }

    @Test
    void a_changed_unit_of_time_is_named_though_avro_does_not_mind() {
        breaks(
                Codecs.SIGNED_LIST.schema(),
                json -> json.replaceFirst("timestamp-millis", "timestamp-micros"),
                "SignedList: field issuedAt changed its logical type from timestamp-millis to timestamp-micros");
    }

    @Test
    void a_renamed_record_is_named() {
        Schema now = Codecs.TRUST.schema();
        Schema renamed = parse(now.toString().replace("\"name\":\"Trust\"", "\"name\":\"TrustVersion\""));
        assertThat(Compatibility.between(now, renamed))
                .extracting(Break::toString)
                .containsExactly("Trust changed its type's name from dev.holdfast.schema.wire.Trust to "
                        + "dev.holdfast.schema.wire.TrustVersion");
    }

    /// Breaks a contract as `edit` does and expects exactly these complaints. What Avro itself calls incompatible
    /// must be among the breaks.
    private static void breaks(Schema now, UnaryOperator<String> edit, String... complaints) {
        String json = now.toString();
        String edited = edit.apply(json);
        assertThat(edited).as("the edit took").isNotEqualTo(json);
        Schema broken = parse(edited);
        assertThat(Compatibility.between(now, broken))
                .extracting(Break::toString)
                .containsExactly(complaints);
        assertThat(Compatibility.withReleased(broken))
                .extracting(Break::toString)
                .containsExactly(complaints);
        if (!avroAccepts(now, broken)) {
            assertThat(complaints).isNotEmpty();
        }
    }

    private static boolean avroAccepts(Schema older, Schema newer) {
        try {
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(newer, List.of(older));
            return true;
        } catch (SchemaValidationException e) {
            return false;
        }
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
