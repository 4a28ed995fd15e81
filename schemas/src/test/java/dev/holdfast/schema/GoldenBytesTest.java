package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Samples.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What each release wrote, byte for byte. These files are never edited: a later version reads them as they are.
///
/// A new release adds its own, in one checked step: set the version in the parent pom, then
/// `mvn -pl schemas test -Dtest=GoldenBytesTest -Dgolden.release=0.2` writes `released/0.2`, its lines in
/// `released/index` and `golden/0.2`. Until then `the_version_being_built_has_its_files` fails.
class GoldenBytesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path RELEASED = Path.of("src/main/resources/dev/holdfast/schema/released");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>holdfast-parent</artifactId>\\s*<version>(\\d+\\.\\d+)");

    @TestFactory
    Stream<DynamicTest> what_every_release_wrote_is_still_read() throws IOException {
        return releases().stream()
                .flatMap(release -> Samples.all().entrySet().stream()
                        .filter(sample -> Files.exists(hex(release, sample.getKey())))
                        .map(sample -> DynamicTest.dynamicTest(
                                release + " " + sample.getKey(),
                                () -> readsGolden(release, sample.getKey(), sample.getValue()))));
    }

    private static <T> void readsGolden(String release, String name, Sample<T> sample) throws Malformed, IOException {
        Schema schema = goldenSchema(release, sample.codec().schema().getName());
        RecordHeaders headers = new RecordHeaders();
        headers.add(Codec.SCHEMA_HEADER, ReleasedSchemas.fingerprint(schema).toArray());
        T read = sample.codec().decode(golden(release, name), headers);
        if (release.equals(newest())) {
            assertThat(read).isEqualTo(sample.value());
        }
    }

    @TestFactory
    Stream<DynamicTest> the_current_schema_still_writes_the_same_bytes() {
        return Samples.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.getKey(),
                        () -> assertThat(HexFormat.of().formatHex(encoded(sample.getValue())))
                                .isEqualTo(HexFormat.of().formatHex(golden(newest(), sample.getKey())))));
    }

    @Test
    void every_golden_schema_is_among_the_released_ones() throws IOException {
        for (String release : releases()) {
            for (String name : goldenFingerprints(release).keySet()) {
                Schema golden = goldenSchema(release, name);
                assertThat(ReleasedSchemas.of(golden.getFullName()).stream().map(ReleasedSchemas::fingerprint))
                        .as(release + " " + name)
                        .contains(ReleasedSchemas.fingerprint(golden));
            }
        }
    }

    @Test
    void fingerprints_stand() throws IOException {
        for (String release : releases()) {
            for (var expected : goldenFingerprints(release).entrySet()) {
                Schema released = new Schema.Parser()
                        .parse(Files.readString(RELEASED.resolve(release).resolve(expected.getKey() + ".avsc")));
                assertThat(ReleasedSchemas.fingerprint(released).toHex())
                        .as(release + " " + expected.getKey())
                        .isEqualTo(expected.getValue());
            }
        }
    }

    @Test
    void what_is_written_now_is_a_released_schema() {
        for (Sample<?> sample : Samples.all().values()) {
            Schema now = sample.codec().schema();
            assertThat(ReleasedSchemas.of(now.getFullName()).stream().map(ReleasedSchemas::fingerprint))
                    .as(now.getName() + ": a changed contract is a new release, see this class")
                    .contains(ReleasedSchemas.fingerprint(now));
        }
    }

    @Test
    void the_version_being_built_has_its_files() throws IOException {
        assertThat(newest()).as("see this class for how to add a release").isEqualTo(versionBeingBuilt());
    }

    @Test
    void the_index_names_every_released_file_and_golden_bytes_go_with_each_release() throws IOException {
        List<String> index = Files.readAllLines(RELEASED.resolve("index"));
        try (Stream<Path> files = Files.walk(RELEASED)) {
            assertThat(files.filter(file -> file.toString().endsWith(".avsc"))
                            .map(file -> RELEASED.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(index);
        }
        for (String release : releases()) {
            Set<String> contracts = new LinkedHashSet<>();
            index.stream()
                    .filter(line -> line.startsWith(release + "/"))
                    .forEach(line -> contracts.add(line.substring(release.length() + 1, line.length() - 5)));
            assertThat(goldenFingerprints(release).keySet()).containsExactlyInAnyOrderElementsOf(contracts);
            try (Stream<Path> files = Files.list(GOLDEN.resolve(release))) {
                assertThat(files.filter(file -> file.toString().endsWith(".hex")))
                        .as("golden bytes of " + release)
                        .hasSizeGreaterThanOrEqualTo(contracts.size());
            }
        }
        for (String name : Samples.all().keySet()) {
            assertThat(hex(newest(), name)).exists();
        }
    }

    /// The step that adds a release; does nothing unless it is asked for.
    @Test
    void a_new_release_writes_its_files() throws IOException {
        String release = System.getProperty("golden.release");
        if (release == null) {
            return;
        }
        assertThat(release).isEqualTo(versionBeingBuilt());
        assertThat(releases()).as("releases are never rewritten").doesNotContain(release);
        Map<String, String> fingerprints = new TreeMap<>();
        Files.createDirectories(GOLDEN.resolve(release));
        Files.createDirectories(RELEASED.resolve(release));
        for (var sample : Samples.all().entrySet()) {
            Schema schema = sample.getValue().codec().schema();
            fingerprints.put(
                    schema.getName(), ReleasedSchemas.fingerprint(schema).toHex());
            Files.writeString(
                    hex(release, sample.getKey()), HexFormat.of().formatHex(encoded(sample.getValue())) + "\n");
        }
        StringBuilder lines = new StringBuilder();
        StringBuilder index = new StringBuilder();
        for (var contract : fingerprints.entrySet()) {
            String file = contract.getKey() + ".avsc";
            String text = Files.readString(Path.of("src/main/avro", file));
            Files.writeString(GOLDEN.resolve(release).resolve(file), text);
            Files.writeString(RELEASED.resolve(release).resolve(file), text);
            lines.append(contract.getKey())
                    .append(' ')
                    .append(contract.getValue())
                    .append('\n');
            index.append(release).append('/').append(file).append('\n');
        }
        Files.writeString(GOLDEN.resolve(release).resolve("fingerprints.txt"), lines.toString());
        Path indexFile = RELEASED.resolve("index");
        Files.writeString(indexFile, Files.readString(indexFile) + index);
    }

    private static <T> byte[] encoded(Sample<T> sample) {
        return sample.codec().encode(sample.value());
    }

    /// Oldest first, as the index has them.
    private static List<String> releases() throws IOException {
        return Files.readAllLines(RELEASED.resolve("index")).stream()
                .map(line -> line.substring(0, line.indexOf('/')))
                .distinct()
                .toList();
    }

    private static String newest() throws IOException {
        return releases().getLast();
    }

    private static String versionBeingBuilt() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static Path hex(String release, String name) {
        return GOLDEN.resolve(release).resolve(name + ".hex");
    }

    private static byte[] golden(String release, String name) throws IOException {
        return HexFormat.of().parseHex(Files.readString(hex(release, name)).strip());
    }

    private static Schema goldenSchema(String release, String name) throws IOException {
        return new Schema.Parser()
                .parse(Files.readString(GOLDEN.resolve(release).resolve(name + ".avsc")));
    }

    private static Map<String, String> goldenFingerprints(String release) throws IOException {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        Path file = GOLDEN.resolve(release).resolve("fingerprints.txt");
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int blank = line.indexOf(' ');
            fingerprints.put(line.substring(0, blank), line.substring(blank + 1));
        }
        return fingerprints;
    }
}
