package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Documents that name what does not exist are bugs: paths, links, types and commands are looked up.
class DocumentationTest {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home"));
    private static final List<String> DOCUMENTS = List.of(
            "README.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "CHANGELOG.md",
            "docs/contracts.md",
            "docs/deploying.md",
            "docs/deviations.md",
            "docs/performance.md",
            "docs/trust.md",
            "docs/runbooks/key-compromise.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern TYPE = Pattern.compile("[A-Z][a-z]+[A-Za-z]*[a-z]");
    private static final Pattern COMMAND = Pattern.compile("\\./holdfast ([a-z]+)(?: ([a-z]+))?");

    /// Done by the script before any Java runs.
    private static final Set<String> SCRIPT_VERBS = Set.of("test", "format", "engine");

    @Test
    void links_lead_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String document : DOCUMENTS) {
            Path file = HOME.resolve(document);
            Matcher link = LINK.matcher(Files.readString(file));
            while (link.find()) {
                if (!Files.exists(file.resolveSibling(link.group(1)))) {
                    broken.add(document + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void paths_in_the_tree_exist() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String document : DOCUMENTS) {
            Matcher code = CODE.matcher(Files.readString(HOME.resolve(document)));
            while (code.find()) {
                String text = code.group(1);
                if (text.matches("[a-z-]+(/[A-Za-z0-9_.-]+)+")
                        && Files.exists(HOME.resolve(text.split("/", -1)[0]))
                        && !Files.exists(HOME.resolve(text))) {
                    missing.add(document + ": " + text);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void types_exist() throws IOException {
        Set<String> types = types();
        List<String> missing = new ArrayList<>();
        for (String document : DOCUMENTS) {
            Matcher code = CODE.matcher(Files.readString(HOME.resolve(document)));
            while (code.find()) {
                String name = code.group(1)
                        .replaceAll("^dev\\.holdfast\\.[a-z.]+\\.", "")
                        .replaceAll("[.#(].*", "");
                boolean compound = TYPE.matcher(name).matches()
                        && !name.substring(1).equals(name.substring(1).toLowerCase(Locale.ROOT));
                if (compound && !types.contains(name)) {
                    missing.add(document + ": " + name);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void commands_exist() throws IOException {
        CommandLine main = Holdfast.commandLine();
        List<String> missing = new ArrayList<>();
        for (String document : DOCUMENTS) {
            Matcher command = COMMAND.matcher(Files.readString(HOME.resolve(document)));
            while (command.find()) {
                CommandLine verb = main.getSubcommands().get(command.group(1));
                boolean known = SCRIPT_VERBS.contains(command.group(1))
                        || (verb != null
                                && (verb.getSubcommands().isEmpty()
                                        || command.group(2) == null
                                        || verb.getSubcommands().containsKey(command.group(2))));
                if (!known) {
                    missing.add(document + ": " + command.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void java_in_documents_is_compiled_and_tested() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(HOME)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/src/test/java/.*Example\\.java"))
                    .toList()) {
                sources.add(withoutSpace(Files.readString(file)));
            }
        }
        List<String> foreign = new ArrayList<>();
        for (String document : DOCUMENTS) {
            Matcher block = JAVA.matcher(Files.readString(HOME.resolve(document)));
            while (block.find()) {
                String text = withoutSpace(block.group(1));
                if (sources.stream().noneMatch(source -> source.contains(text))) {
                    foreign.add(document + ": " + block.group(1));
                }
            }
        }
        assertThat(foreign).as("no *Example.java of the tests has these lines").isEmpty();
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }

    private static Set<String> types() throws IOException {
        Set<String> types = new TreeSet<>();
        try (Stream<Path> files = Files.walk(HOME)) {
            files.filter(file -> file.toString().matches(".*/src/(main|test)/(java|avro)/.*\\.(java|avsc)"))
                    .forEach(file -> types.add(file.getFileName().toString().replaceAll("\\..*", "")));
        }
        types.addAll(Set.of("TrustAdopted", "GitHub"));
        return types;
    }
}
