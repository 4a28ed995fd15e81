package dev.holdfast.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Apicurio Registry as it is published, unpacked into the user's cache the first time that anyone asks for it. Maven
/// fetches it, from wherever it is set up to fetch things from.
///
/// @param cache the user's folder for what can be fetched again
record RegistryArchive(Installation installation, Path cache) {
    private static final long PATIENCE_MINUTES = 10;
    private static final String JAR = "quarkus-run.jar";

    static RegistryArchive ofThisUser(Installation installation) {
        String named = System.getenv("XDG_CACHE_HOME");
        Path base =
                named == null || named.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(named);
        return new RegistryArchive(installation, base.resolve("holdfast"));
    }

    /// The program, which is unpacked first if it has to be.
    ///
    /// @param say is told that this will take a while, if it will
    Path jar(Consumer<String> say) throws CannotStart, InterruptedException {
        Path home = cache.resolve("apicurio-registry-" + version());
        Path jar = home.resolve(JAR);
        if (Files.exists(jar)) {
            return jar;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel gate = FileChannel.open(
                            cache.resolve("registry.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = gate.lock()) {
                if (alone.isValid() && !Files.exists(jar)) {
                    say.accept("fetching the schema registry by Maven, 158 MB, once");
                    unpack(home);
                }
            }
        } catch (IOException e) {
            throw new CannotStart("the schema registry cannot be unpacked into " + cache + ": " + e.getMessage(), e);
        }
        return jar;
    }

    /// Whole or not at all: what is under `home` was moved there in one go.
    private void unpack(Path home) throws IOException, CannotStart, InterruptedException {
        Path draft = Files.createTempDirectory(cache, "registry-");
        Path log = cache.resolve("registry.log");
        ProcessBuilder maven = new ProcessBuilder(List.of(
                        "mvn",
                        "--batch-mode",
                        "--no-transfer-progress",
                        "--non-recursive",
                        "--file=" + installation.home().resolve("pom.xml"),
                        "-Dregistry.home=" + draft,
                        "org.apache.maven.plugins:maven-dependency-plugin:unpack@registry"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = maven.start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new CannotStart("Maven did not fetch the schema registry in time; see " + log);
        }
        if (process.exitValue() != 0 || !Files.exists(draft.resolve(JAR))) {
            throw new CannotStart("Maven could not fetch the schema registry; see " + log);
        }
        Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The version that the build names.
    private static String version() {
        try (InputStream in = RegistryArchive.class.getResourceAsStream("registry.properties")) {
            if (in == null) {
                throw new IllegalStateException("the artefact lacks registry.properties");
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
