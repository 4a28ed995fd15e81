package dev.holdfast.bench.stream;

import dev.holdfast.bench.Benchmark;
import dev.holdfast.bench.Row;
import java.util.List;
import java.util.function.Consumer;

/// One instance with 1, 10 and 100 million entries, 1 % of them revoked: memory, latency, and how long it takes a
/// stream that lost its state to publish again. Linux only.
public final class ScaleBench implements Benchmark {
    private static final List<Integer> LISTS = List.of(8, 77, 763);
    private static final int REVOKED = BenchWorld.CAPACITY / 100;
    private static final int PER_SECOND = 200;
    private static final int EVENTS = 2_000;
    private static final double MEGA = 1 << 20;
    private static final double BASE_MEGABYTES = 512;
    private static final double RESTORE_SECONDS = 15;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String about() {
        return "one instance with 1, 10 and 100 million entries of 2 bits, 1 % revoked";
    }

    @Override
    public void run(Consumer<Row> rows) throws Exception {
        for (int lists : LISTS) {
            measure(lists, rows);
        }
    }

    private static void measure(int lists, Consumer<Row> rows) throws Exception {
        BenchWorld world = new BenchWorld(lists);
        try (BenchRegion region = BenchRegion.start(world, "384m");
                Feed feed = new Feed(region.bootstrap());
                Follower follower = Follower.start(region, world)) {
            String topic = region.topics.statusEvents();
            feed.send(world.opens(topic), 0);
            follower.await(feed);
            feed.send(world.revocationsOfEach(topic, REVOKED), 0);
            follower.await(feed);
            feed.send(world.revocations(topic, EVENTS), PER_SECOND);
            follower.await(feed);
            Feed.Sent sent = feed.send(world.revocations(topic, EVENTS), PER_SECOND);
            follower.await(feed);
            String size = Math.round(lists * (double) BenchWorld.CAPACITY / 1e6) + " M entries";
            double packed = (double) lists * BenchWorld.CAPACITY * BenchWorld.BITS / Byte.SIZE / MEGA;
            rows.accept(Row.of(
                    size + ", accepted to visible, p99",
                    follower.latency(sent).p99(),
                    "ms",
                    "p50",
                    Math.max(1, follower.latency(sent).p50())));
            rows.accept(Row.of(
                            size + ", peak memory",
                            region.stream().peakMemory() / MEGA,
                            "MB",
                            "2 × packed + 512 MB",
                            2 * packed + BASE_MEGABYTES)
                    .atMost(1));
            rows.accept(Row.promised(
                    size + ", state lost to published again",
                    restore(world, region, feed, follower),
                    "s",
                    RESTORE_SECONDS));
        }
    }

    private static double restore(BenchWorld world, BenchRegion region, Feed feed, Follower follower) throws Exception {
        long start = System.nanoTime();
        region.stream().restartWithoutState();
        feed.send(world.revocations(region.topics.statusEvents(), 1), 0);
        follower.await(feed);
        return (System.nanoTime() - start) / 1e9;
    }
}
