package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Samples.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What release 0.1 wrote, byte for byte. These files are never edited: a later version reads them as they are.
class GoldenBytesTest {
    private static final String FOLDER = "/golden/0.1/";

    @TestFactory
    Stream<DynamicTest> what_0_1_wrote_is_still_read() {
        return Samples.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.getKey(), () -> readsGolden(sample.getKey(), sample.getValue())));
    }

    private static <T> void readsGolden(String name, Sample<T> sample) throws Malformed {
        byte[] golden = golden(name);
        Schema schema = goldenSchema(sample.codec().schema().getName());
        RecordHeaders headers = new RecordHeaders();
        headers.add(Codec.SCHEMA_HEADER, ReleasedSchemas.fingerprint(schema).toArray());
        assertThat(sample.codec().decode(golden, headers)).isEqualTo(sample.value());
    }

    @TestFactory
    Stream<DynamicTest> the_current_schema_still_writes_the_same_bytes() {
        return Samples.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.getKey(),
                        () -> assertThat(HexFormat.of().formatHex(encoded(sample.getValue())))
                                .isEqualTo(HexFormat.of().formatHex(golden(sample.getKey())))));
    }

    @Test
    void every_golden_schema_is_among_the_released_ones() {
        for (String name : goldenFingerprints().keySet()) {
            Schema golden = goldenSchema(name);
            assertThat(ReleasedSchemas.of(golden.getFullName()).stream().map(ReleasedSchemas::fingerprint))
                    .as(name)
                    .contains(ReleasedSchemas.fingerprint(golden));
        }
    }

    @Test
    void fingerprints_stand() {
        goldenFingerprints()
                .forEach((name, fingerprint) -> assertThat(
                                ReleasedSchemas.fingerprint(goldenSchema(name)).toHex())
                        .as(name)
                        .isEqualTo(fingerprint));
    }

    @Test
    void what_is_written_now_is_a_released_schema() {
        for (Sample<?> sample : Samples.all().values()) {
            Schema now = sample.codec().schema();
            assertThat(ReleasedSchemas.of(now.getFullName()).stream().map(ReleasedSchemas::fingerprint))
                    .as(now.getName() + ": copy it to released/ and name it in the index")
                    .contains(ReleasedSchemas.fingerprint(now));
        }
    }

    /// Writes the files of a new release: `mvn -pl schemas test -Dtest=GoldenBytesTest -Dgolden.write=DIR`.
    @Test
    void a_new_release_writes_its_files() throws IOException {
        String folder = System.getProperty("golden.write");
        if (folder == null) {
            return;
        }
        Map<String, Hash> fingerprints = new LinkedHashMap<>();
        for (var sample : Samples.all().entrySet()) {
            Schema schema = sample.getValue().codec().schema();
            fingerprints.put(schema.getName(), ReleasedSchemas.fingerprint(schema));
            Path hex = Path.of(folder, sample.getKey() + ".hex");
            Files.writeString(hex, HexFormat.of().formatHex(encoded(sample.getValue())) + "\n");
        }
        StringBuilder lines = new StringBuilder();
        fingerprints.forEach((name, hash) ->
                lines.append(name).append(' ').append(hash.toHex()).append('\n'));
        Files.writeString(Path.of(folder, "fingerprints.txt"), lines.toString());
    }

    private static <T> byte[] encoded(Sample<T> sample) {
        return sample.codec().encode(sample.value());
    }

    static byte[] golden(String name) {
        return HexFormat.of().parseHex(text(name + ".hex").strip());
    }

    private static Schema goldenSchema(String name) {
        return new Schema.Parser().parse(text(name + ".avsc"));
    }

    private static Map<String, String> goldenFingerprints() {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        text("fingerprints.txt").lines().forEach(line -> {
            int blank = line.indexOf(' ');
            fingerprints.put(line.substring(0, blank), line.substring(blank + 1));
        });
        assertThat(fingerprints).hasSize(7);
        return fingerprints;
    }

    private static String text(String file) {
        try (var in = GoldenBytesTest.class.getResourceAsStream(FOLDER + file)) {
            assertThat(in).as(FOLDER + file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
