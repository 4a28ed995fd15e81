package dev.holdfast.compose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs commands with an environment added to this process's own, each bounded in time.
record Shell(Map<String, String> environment) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// Standard output, without the last line's end.
    ///
    /// @throws IOException with what the command said, if it failed
    String run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + ": no end after " + PATIENCE + "\n" + text(err));
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        String.join(" ", command) + ": exit code " + process.exitValue() + "\n" + text(err));
            }
            return text(out);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).stripTrailing();
    }
}
