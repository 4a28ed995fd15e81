package dev.holdfast.bench.stream;

import dev.holdfast.bench.Benchmark;
import dev.holdfast.bench.Row;
import java.util.List;
import java.util.function.Consumer;

/// One instance with 1, 10 and 100 million entries, 1 % of them revoked: memory, ticks, latency, and how long
/// it takes until a change shows after the state was lost. Linux only.
public final class ScaleBench implements Benchmark {
    private static final List<Integer> LISTS = List.of(8, 77, 763);
    private static final int REVOKED = BenchWorld.CAPACITY / 100;
    private static final int PER_SECOND = 200;
    private static final int EVENTS = 2_000;
    private static final double MEGA = 1 << 20;
    private static final double BASE_MEGABYTES = 512;
    private static final double RESTORE_SECONDS = 15;
    private static final double TICK_MILLIS = 100;

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
            String size = Math.round(lists * (double) BenchWorld.CAPACITY / 1e6) + " M entries, ";
            String topic = region.topics.statusEvents();
            feed.send(world.opens(topic), 0);
            follower.await(feed);
            tick(size + "all revoked at once, ", region.stream(), rows, () -> {
                feed.send(world.revocationsOfEach(topic, REVOKED), 0);
                follower.await(feed);
            });
            tick(
                    size + PER_SECOND + "/s, ",
                    region.stream(),
                    rows,
                    () -> latency(size, world, region, feed, follower, rows));
            double most = 2.0 * lists * BenchWorld.CAPACITY * BenchWorld.BITS / Byte.SIZE / MEGA + BASE_MEGABYTES;
            memory(size + "peak memory", region, most, rows);
            double seconds = restore(world, region, feed, follower);
            rows.accept(Row.promised(size + "state lost to a new change visible", seconds, "s", RESTORE_SECONDS));
            memory(size + "peak memory, after that", region, most, rows);
            rows.accept(Machine.load());
        }
    }

    /// What is done while something is measured.
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static void tick(String when, BenchStream stream, Consumer<Row> rows, Work work) throws Exception {
        TickTimes ticks = TickTimes.ofTicks(stream);
        TickTimes lateness = TickTimes.ofLateness(stream);
        work.run();
        double tick = TickTimes.ofTicks(stream).since(ticks).p99Millis();
        double late = TickTimes.ofLateness(stream).since(lateness).p99Millis();
        rows.accept(Row.promised(when + "tick, p99", tick, "ms", TICK_MILLIS));
        rows.accept(Row.of(when + "lateness of a tick, p99", late, "ms", "from tick to tick", TICK_MILLIS));
    }

    private static void latency(
            String size, BenchWorld world, BenchRegion region, Feed feed, Follower follower, Consumer<Row> rows)
            throws Exception {
        String topic = region.topics.statusEvents();
        feed.send(world.revocations(topic, EVENTS), PER_SECOND);
        follower.await(feed);
        Feed.Sent sent = feed.send(world.revocations(topic, EVENTS), PER_SECOND);
        follower.await(feed);
        Millis visible = follower.latency(sent);
        rows.accept(Row.of(size + "accepted to visible, p99", visible.p99(), "ms", "p50", Math.max(1, visible.p50())));
    }

    private static void memory(String figure, BenchRegion region, double most, Consumer<Row> rows) throws Exception {
        rows.accept(Row.of(figure, region.stream().peakMemory() / MEGA, "MB", "2 × packed + 512 MB", most)
                .atMost(1));
    }

    private static double restore(BenchWorld world, BenchRegion region, Feed feed, Follower follower) throws Exception {
        long start = System.nanoTime();
        var _ = region.stream().restartWithoutState();
        feed.send(world.revocations(region.topics.statusEvents(), 1), 0);
        follower.await(feed);
        return (System.nanoTime() - start) / 1e9;
    }
}
