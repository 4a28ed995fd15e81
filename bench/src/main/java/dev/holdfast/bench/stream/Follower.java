package dev.holdfast.bench.stream;

import dev.holdfast.check.Freshness;
import dev.holdfast.edge.Edge;
import dev.holdfast.edge.EdgeSettings;
import dev.holdfast.edge.KafkaSettings;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/// A verifier's own copy that follows the region: every signature and every root is verified, every state is synced
/// to disk before it shows. For one thread.
final class Follower implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAGE = 50_000;

    private final Edge edge;
    private final BenchRegion region;
    private final List<TreeMap<Long, Long>> visible = new ArrayList<>();
    private long seq;

    private Follower(Edge edge, BenchRegion region) {
        this.edge = edge;
        this.region = region;
        for (int i = 0; i < Topics.PARTITIONS; i++) {
            visible.add(new TreeMap<>());
        }
    }

    static Follower start(BenchRegion region, BenchWorld world) throws Exception {
        Edge edge = Edge.open(
                new EdgeSettings(
                        world.root,
                        region.path("edge").resolve("store"),
                        Freshness.Limits.DEFAULT,
                        Optional.of(new KafkaSettings(List.of(region.bootstrap()), region.topics))),
                InstantSource.system());
        edge.start();
        return new Follower(edge, region);
    }

    /// Waits until everything that was fed is visible.
    void await(Feed feed) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isUpTo(feed)) {
            region.requireStreams();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("what was appended did not become visible");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private boolean isUpTo(Feed feed) {
        read();
        for (int i = 0; i < Topics.PARTITIONS; i++) {
            if (visible.get(i).isEmpty() || visible.get(i).lastKey() < feed.newest(i)) {
                return false;
            }
        }
        return true;
    }

    private void read() {
        for (Edge.Applied applied : edge.applied(seq, PAGE)) {
            visible.get(applied.partition()).putIfAbsent(applied.n(), applied.atMillis());
            seq = applied.seq();
        }
    }

    /// From acknowledged to visible, in milliseconds.
    Millis latency(Feed.Sent sent) {
        double[] millis = new double[sent.n().length];
        for (int i = 0; i < millis.length; i++) {
            var shown = visible.get(sent.partition()[i]).ceilingEntry(sent.n()[i]);
            if (shown == null) {
                throw new IllegalStateException("ask only for what is visible");
            }
            millis[i] = Math.max(0, shown.getValue() - sent.acceptedAt()[i]);
        }
        return Millis.of(millis);
    }

    @Override
    public void close() {
        edge.close();
    }
}
