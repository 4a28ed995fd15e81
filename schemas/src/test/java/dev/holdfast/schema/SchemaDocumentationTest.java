package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaDocumentationTest {
    private static final List<Codec<?>> CODECS = List.of(
            Codecs.EVENT,
            Codecs.DRAFT,
            Codecs.CHECKPOINT,
            Codecs.SNAPSHOT,
            Codecs.SIGNED_LIST,
            Codecs.REFUSAL,
            Codecs.TRUST);

    @Test
    void every_record_and_every_field_says_what_it_means() {
        CODECS.forEach(codec -> documented(codec.schema()));
    }

    private static void documented(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
                for (Schema.Field field : schema.getFields()) {
                    assertThat(field.doc())
                            .as(schema.getName() + "." + field.name())
                            .isNotBlank()
                            .endsWith(".");
                    documented(field.schema());
                }
            }
            case UNION -> schema.getTypes().forEach(SchemaDocumentationTest::documented);
            case ENUM -> assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
            default -> {}
        }
    }

    @Test
    void names_stay_in_their_package() {
        CODECS.forEach(codec -> assertThat(codec.schema().getNamespace()).isEqualTo("dev.holdfast.schema.wire"));
    }
}
