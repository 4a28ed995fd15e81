package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every line of the conformance checklist that is a must or a should is shown by a test that carries its id, or stands
/// with its reason in `docs/deviations.md`. The checklist lies beside the folder of vectors; a checkout without it
/// leaves this out.
class ConformanceCoverageTest {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home"));
    private static final Path CHECKLIST =
            Path.of(System.getProperty("vectors")).toAbsolutePath().resolveSibling("conformance.md");
    private static final Pattern LINE = Pattern.compile("(?m)^- ([A-Z]+-\\d+)\\s+(\\S+)");
    private static final Pattern ANNOTATION = Pattern.compile("@(?:Conformance|Tag)\\(([^)]*)\\)");
    private static final Pattern ID = Pattern.compile("\\b[A-Z]+-\\d+\\b");

    private static Set<String> shown;

    @BeforeAll
    static void readTests() throws IOException {
        assumeThat(CHECKLIST)
                .as("the conformance checklist, beside the folder of vectors (-Dvectors=DIR)")
                .exists();
        shown = new TreeSet<>();
        try (Stream<Path> files = Files.walk(HOME)) {
            List<Path> tests = files.filter(file -> file.toString().matches(".*/src/test/java/.*\\.java"))
                    .toList();
            for (Path test : tests) {
                Matcher annotation = ANNOTATION.matcher(Files.readString(test));
                while (annotation.find()) {
                    shown.addAll(ids(annotation.group(1)));
                }
            }
        }
    }

    @Test
    void every_line_is_shown_by_a_test_or_deviated_from() throws IOException {
        Set<String> missing = lines(Set.of("M", "S")::contains);
        assertThat(missing).hasSizeGreaterThan(100);
        missing.removeAll(shown);
        missing.removeAll(ids(Files.readString(HOME.resolve("docs/deviations.md"))));
        assertThat(missing)
                .as("lines of the checklist that no test carries (@Conformance, @Tag) and docs/deviations.md lacks")
                .isEmpty();
    }

    @Test
    void no_test_carries_a_line_that_is_not_there() throws IOException {
        Set<String> lines = lines(level -> true);
        Set<String> series = new TreeSet<>();
        lines.forEach(line -> series.add(seriesOf(line)));
        Set<String> unknown = new TreeSet<>(shown);
        unknown.removeIf(id -> lines.contains(id) || !series.contains(seriesOf(id)));
        assertThat(unknown).isEmpty();
    }

    private static Set<String> lines(Predicate<String> level) throws IOException {
        Set<String> lines = new TreeSet<>();
        Matcher line = LINE.matcher(Files.readString(CHECKLIST));
        while (line.find()) {
            if (level.test(line.group(2))) {
                lines.add(line.group(1));
            }
        }
        return lines;
    }

    private static Set<String> ids(String text) {
        Set<String> ids = new TreeSet<>();
        Matcher id = ID.matcher(text);
        while (id.find()) {
            ids.add(id.group());
        }
        return ids;
    }

    private static String seriesOf(String id) {
        return id.substring(0, id.indexOf('-'));
    }
}
