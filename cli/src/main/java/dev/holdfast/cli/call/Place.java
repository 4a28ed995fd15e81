package dev.holdfast.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The directory of a demo, which holds the addresses of what runs and the keys it runs with.
public final class Place {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "directory of the demo (default: the user's state directory)")
    private @Nullable Path dir;

    Path directory() {
        return dir == null ? defaultDirectory() : dir;
    }

    Path key(String file) {
        return directory().resolve("keys").resolve(file);
    }

    /// An address that the demo wrote when it was ready.
    String address(String name, String option) throws Failure {
        JsonNode value = endpoints(option).path(name);
        if (!value.isTextual()) {
            throw Failure.usage(endpointsFile() + " names no " + name + "; name one with " + option);
        }
        return value.textValue();
    }

    /// All addresses.
    ///
    /// @param option what the caller can name instead
    JsonNode endpoints(String option) throws Failure {
        try {
            return Web.JSON.readTree(Files.readAllBytes(endpointsFile()));
        } catch (NoSuchFileException e) {
            throw Failure.unreachable(
                    "no demo has run in " + directory() + "; start one with ./holdfast demo, or name " + option);
        } catch (IOException e) {
            throw Failure.usage("cannot read " + endpointsFile() + ": " + e.getMessage());
        }
    }

    private Path endpointsFile() {
        return directory().resolve("endpoints.json");
    }

    private static Path defaultDirectory() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return base.resolve("holdfast").resolve("demo");
    }
}
