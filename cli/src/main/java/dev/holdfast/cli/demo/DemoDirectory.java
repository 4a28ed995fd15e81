package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// Where a demo keeps its state. A directory is only ever taken, resumed or wiped if it is empty or bears our
/// marker.
record DemoDirectory(Path path) {
    private static final String MARKER = ".holdfast-demo";

    /// Keeps the locks: a channel that is collected is closed.
    private static final List<FileChannel> IN_USE = new CopyOnWriteArrayList<>();

    /// The user's own place for state, never the repository.
    static Path defaultPath() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return base.resolve("holdfast").resolve("demo");
    }

    /// Takes a directory.
    ///
    /// @param fresh whether to wipe what an earlier demo left there
    static DemoDirectory take(Path wanted, boolean fresh) throws DemoFailure {
        Path path = wanted.toAbsolutePath().normalize();
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new DemoFailure(2, path + " is not a directory");
            }
            boolean marked = Files.exists(path.resolve(MARKER));
            if (Files.isDirectory(path) && !marked && !isEmpty(path)) {
                throw new DemoFailure(2, path + " is not empty and was not made by a demo; choose another --dir");
            }
            Files.createDirectories(path);
            lock(path);
            if (fresh && marked) {
                wipe(path);
            }
            return new DemoDirectory(path);
        } catch (IOException e) {
            throw new DemoFailure(2, "cannot use " + path + ": " + e.getMessage(), e);
        }
    }

    /// Marks the directory as ours and as in use for as long as this process lives.
    private static void lock(Path path) throws IOException, DemoFailure {
        FileChannel marker =
                FileChannel.open(path.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (marker.tryLock() == null) {
            marker.close();
            throw new DemoFailure(2, "a demo is running in " + path);
        }
        IN_USE.add(marker);
    }

    /// A new directory of its own for a run that leaves nothing to go on with.
    static DemoDirectory takeNew() throws DemoFailure {
        try {
            Path parent = Files.createDirectories(defaultPath().resolveSibling("once"));
            return take(Files.createTempDirectory(parent, "run-"), false);
        } catch (IOException e) {
            throw new DemoFailure(2, "cannot make a directory: " + e.getMessage(), e);
        }
    }

    /// Writes the addresses of a region that is ready, whole or not at all.
    static void writeEndpoints(Path file, LocalRegion region) throws IOException {
        ObjectNode json = Http.JSON.createObjectNode().put("gateway", region.gatewayUrl());
        var edges = json.putArray("edges");
        region.edges()
                .forEach(edge -> edges.addObject().put("region", edge.region()).put("url", edge.url()));
        json.put("kafka", region.bootstrapServers())
                .put("deployment", DemoKeys.DEPLOYMENT.value())
                .put("prefix", region.topics().prefix());
        region.registryUrl().ifPresent(url -> json.put("registry", url));
        Path target = file.toAbsolutePath();
        Path draft = Files.createTempFile(target.getParent(), ".endpoints", ".json");
        Files.write(draft, Http.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Removes the directory and all that is in it.
    void remove() throws IOException {
        wipe(path);
        Files.deleteIfExists(path.resolve(MARKER));
        Files.deleteIfExists(path);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }

    /// Removes content only, following no link.
    private static void wipe(Path directory) throws IOException {
        try (Stream<Path> content = Files.walk(directory)) {
            content.filter(path -> !path.equals(directory) && !path.endsWith(MARKER))
                    .sorted(Comparator.reverseOrder())
                    .forEach(DemoDirectory::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void delete(Path path) {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
