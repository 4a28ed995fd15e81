package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaDocumentationTest {
    /// Where the numbers of a field begin.
    private static final Pattern RANGE = Pattern.compile("from \\d+ on|since 1970");

    /// What a number counts.
    private static final Pattern UNIT = Pattern.compile("^(Number|Count|Version|Offset|`iat`|`exp`|When) ?.*");

    /// How long a text may be.
    private static final Pattern CHARACTERS = Pattern.compile("\\d+ characters");

    /// How long bytes may be.
    private static final Pattern BYTES = Pattern.compile("(\\d bytes|, \\d+ for EdDSA)");

    @Test
    void every_record_and_every_field_says_what_it_means() {
        Codecs.all().forEach(codec -> documented(codec.schema()));
    }

    private static void documented(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
                for (Schema.Field field : schema.getFields()) {
                    documented(schema, field);
                }
            }
            case UNION -> schema.getTypes().forEach(SchemaDocumentationTest::documented);
            case ENUM -> assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
            default -> {}
        }
    }

    private static void documented(Schema schema, Schema.Field field) {
        String name = schema.getName() + "." + field.name();
        assertThat(field.doc()).as(name).isNotBlank().endsWith(".");
        switch (valueOf(field.schema()).getType()) {
            case INT, LONG -> {
                assertThat(field.doc()).as(name + ": its range").containsPattern(RANGE);
                assertThat(field.doc()).as(name + ": its unit").matches(UNIT);
            }
            case STRING -> assertThat(field.doc()).as(name + ": its length").containsPattern(CHARACTERS);
            case BYTES -> assertThat(field.doc()).as(name + ": its length").containsPattern(BYTES);
            case ENUM ->
                assertThat(field.doc())
                        .as(name + ": its symbols")
                        .contains(valueOf(field.schema()).getEnumSymbols());
            default -> {}
        }
        if (field.schema().getType() == Schema.Type.UNION && field.schema().isNullable()) {
            assertThat(field.doc()).as(name + ": what its absence means").contains("null if");
        }
        documented(field.schema());
    }

    /// What an optional field holds when it holds something.
    private static Schema valueOf(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void names_stay_in_their_package() {
        Codecs.all().forEach(codec -> assertThat(codec.schema().getNamespace()).isEqualTo("dev.holdfast.schema.wire"));
    }

    @Test
    void codecs_and_topics_correspond() {
        Map<String, String> byTopic = Map.of(
                "status-events", "StatusEvent",
                "drafts", "Draft",
                "checkpoints", "Checkpoint",
                "snapshots", "SnapshotChunk",
                "signed-lists", "SignedList",
                "refusals", "Refusal",
                "trust", "Trust");
        Topics topics = new Topics("");
        for (int i = 0; i < topics.all().size(); i++) {
            assertThat(Codecs.all().get(i).schema().getName())
                    .isEqualTo(byTopic.get(topics.all().get(i)));
        }
        assertThat(Codecs.all()).hasSameSizeAs(byTopic.keySet());
    }
}
