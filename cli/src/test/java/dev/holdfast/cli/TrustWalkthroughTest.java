package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.Terminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands in the walkthrough and in the runbook, as they stand there, in one folder. What is typed off the
/// screen is taken from there: the hash. What needs a cluster is for another test: publishing.
class TrustWalkthroughTest {
    private static final Path DOCS =
            Path.of(System.getProperty("holdfast.home")).resolve("docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```sh\\n(.*?)^ *```");
    private static final Pattern HASH = Pattern.compile("--hash ([0-9a-f]{8})");

    @TempDir
    Path folder;

    private Terminal terminal;
    private String lastHash = "none";
    private int executed;

    @BeforeEach
    void open() throws Exception {
        terminal = new Terminal(folder.resolve("demo"));
    }

    @Test
    void the_walkthrough_and_the_runbook_can_be_followed_to_the_letter() throws Exception {
        follow("trust.md");
        assertThat(executed).isGreaterThan(35);
        assertThat(shown("anna/trust").path("documents")).hasSize(3);
        assertThat(run("./holdfast trust show --dir bela/trust").exit()).isZero();

        follow("runbooks/key-compromise.md");
        JsonNode after = shown("anna/trust");
        assertThat(after.path("documents")).hasSize(4);
        assertThat(after.path("documents").get(3).path("changes").toString())
                .contains("! compromised since 2026-11-25T14:00:00Z")
                .contains("+ checkpoint key of eu-central")
                .contains("- checkpoint key of eu-central");
        assertThat(after.path("draft").path("changes").toString()).contains("! compromised since");
        assertThat(after.path("daysLeft").asInt()).isBetween(29, 30);
    }

    @Test
    void no_private_key_is_readable_by_others_or_ever_printed() throws Exception {
        String all = follow("trust.md") + follow("runbooks/key-compromise.md");
        List<Path> secret = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().matches(".*\\.(jwk|key)"))
                    .filter(file -> !file.toString().contains(".pub.")
                            && !file.toString().contains("demo"))
                    .forEach(secret::add);
        }
        assertThat(secret).hasSizeGreaterThan(10);
        for (Path file : secret) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            String content = Files.readString(file);
            JsonNode json = content.startsWith("{") ? new ObjectMapper().readTree(content) : null;
            assertThat(all)
                    .doesNotContain(json == null ? content : json.path("d").asText());
        }
    }

    private String follow(String document) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(DOCS.resolve(document)));
        StringBuilder printed = new StringBuilder();
        while (block.find()) {
            for (String line : block.group(1).lines().map(String::strip).toList()) {
                printed.append(execute(line));
            }
        }
        return printed.toString();
    }

    private String execute(String line) throws Exception {
        executed++;
        String[] words = line.split(" +", -1);
        switch (words[0]) {
            case "mkdir" -> {
                for (String name : Arrays.copyOfRange(words, 2, words.length)) {
                    Files.createDirectories(folder.resolve(name));
                }
            }
            case "cp" -> copy(folder.resolve(words[1]), words[2]);
            default -> {
                if (words[2].equals("publish")) {
                    return "";
                }
                boolean onlyShows = line.endsWith(" || echo shown");
                Run run = run(line.replace(" || echo shown", ""));
                assertThat(run.exit())
                        .as("%s%n%s%s", line, run.out(), run.err())
                        .isEqualTo(onlyShows ? 1 : 0);
                return run.out() + run.err();
            }
        }
        return "";
    }

    private Run run(String line) {
        assertThat(line).startsWith("./holdfast trust ");
        List<String> arguments = new ArrayList<>();
        for (String word : line.substring("./holdfast ".length()).split(" +", -1)) {
            boolean isPath = word.contains("/") && !word.contains(":");
            boolean isHash = !arguments.isEmpty() && arguments.getLast().equals("--hash");
            arguments.add(isPath ? folder.resolve(word).toString() : isHash ? lastHash : word);
        }
        Run run = terminal.run(arguments.toArray(String[]::new));
        Matcher hash = HASH.matcher(run.out());
        if (hash.find()) {
            lastHash = hash.group(1);
        }
        return run;
    }

    private void copy(Path from, String to) throws IOException {
        Path target = folder.resolve(to);
        Path file = to.endsWith("/") ? target.resolve(from.getFileName().toString()) : target;
        Files.copy(from, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private JsonNode shown(String dir) throws IOException {
        Run run = run("./holdfast trust show --json --dir " + dir);
        assertThat(run.exit()).isZero();
        return new ObjectMapper().readTree(run.out());
    }
}
