package dev.holdfast.cli.demo;

import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A region of real processes for one test class, in a directory under the module's target.
final class TestRegion {
    private static final AtomicInteger LISTS = new AtomicInteger();

    final LocalRegion region;
    final RunDirectory directory;
    final Ledger ledger = new Ledger();

    private TestRegion(LocalRegion region, RunDirectory directory) {
        this.region = region;
        this.directory = directory;
    }

    static TestRegion start(Path path) throws Exception {
        return start(path, Optional.empty());
    }

    /// @param registryUrl where the region believes a schema registry to be
    static TestRegion start(Path path, Optional<String> registryUrl) throws Exception {
        RunDirectory directory = new RunDirectory(Installation.ofThisProgram(), path);
        DemoKeys keys = DemoKeys.in(path.resolve("keys"));
        LocalRegion region = new LocalRegion(directory, keys, Ports.anyFree(), Duration.ofSeconds(10), registryUrl);
        try {
            region.start();
        } catch (Exception e) {
            region.close();
            throw e;
        }
        return new TestRegion(region, directory);
    }

    /// Opens a fresh list of acme and allocates entries of it.
    List<EdgeClient.Question> entries(int count) throws Exception {
        String list = region.gateway().open(DemoKeys.ACME, "list-" + LISTS.incrementAndGet(), 2, 131_072);
        List<EdgeClient.Question> entries = new ArrayList<>();
        region.gateway().allocate(list, count).forEach(idx -> entries.add(new EdgeClient.Question(list, idx)));
        for (EdgeClient edge : region.edges()) {
            Awaitility.await("list at " + edge.region())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> edge.check(entries.getFirst()).body().has("evidence"));
        }
        return entries;
    }

    Generator generator(long seed) {
        return new Generator(region.gateway(), ledger, seed);
    }

    /// Waits until every edge holds what the ledger knows.
    void awaitEdges() {
        var wanted = ledger.newest();
        for (EdgeClient edge : region.edges()) {
            Awaitility.await("edge " + edge.region())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        var missing = new HashMap<>(wanted);
                        edge.partitions()
                                .forEach(partition -> missing.computeIfPresent(
                                        partition.path("partition").asInt(),
                                        (_, n) -> partition.path("n").asLong() >= n ? null : n));
                        return missing.isEmpty();
                    });
        }
    }

    void close() throws InterruptedException {
        try {
            region.stop();
        } finally {
            region.close();
        }
    }
}
