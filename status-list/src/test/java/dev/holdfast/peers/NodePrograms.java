package dev.holdfast.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The programs in `src/test/peers` with the packages of their lock file. What needs them is left out where there is
/// no Node.
final class NodePrograms {
    private static final Path SOURCES = Path.of("src/test/peers");
    private static final int PATIENCE_SECONDS = 300;

    private final Path folder;

    private NodePrograms(Path folder) {
        this.folder = folder;
    }

    static NodePrograms install(Path folder) throws IOException, InterruptedException {
        for (String program : List.of("node", "npm")) {
            assumeTrue(has(program), () -> "left out: there is no " + program + " on the PATH");
        }
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        NodePrograms programs = new NodePrograms(folder);
        programs.run("npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund");
        return programs;
    }

    /// Runs a program to its end.
    ///
    /// @return the JSON objects that it said, one a line
    List<ObjectNode> node(String program, Path... arguments) throws IOException, InterruptedException, Malformed {
        List<String> command = new ArrayList<>(List.of("node", program));
        for (Path argument : arguments) {
            command.add(argument.toAbsolutePath().toString());
        }
        List<ObjectNode> said = new ArrayList<>();
        for (String line : run(command.toArray(String[]::new)).lines().toList()) {
            said.add(StrictJson.parseObject(line.getBytes(StandardCharsets.UTF_8), "a line of " + program));
        }
        return said;
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.log");
        Path errors = folder.resolve("errors.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as(() -> String.join(" ", command) + " ended badly: " + text(errors))
                .isTrue();
        return text(output);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "(its output is gone: " + e.getMessage() + ")";
        }
    }

    private static boolean has(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
