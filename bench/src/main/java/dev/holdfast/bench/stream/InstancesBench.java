package dev.holdfast.bench.stream;

import dev.holdfast.bench.Benchmark;
import dev.holdfast.bench.Rounds;
import dev.holdfast.bench.Row;
import dev.holdfast.schema.Topics;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What a second instance is good for: half of the work, and a start of each in turn that nobody notices. Linux only.
public final class InstancesBench implements Benchmark {
    private static final int LISTS = 763;
    private static final int BURST = 20_000;
    private static final int WARM_BURSTS = 3;
    private static final int BURSTS = 3;
    private static final int PER_SECOND = 200;
    private static final int SECONDS = 100;

    /// So long the coordinator would wait for who does not answer.
    private static final double SESSION_SECONDS = 6;

    private static final double PROMISED_PAUSE_SECONDS = 3;

    private static final List<Integer> ALL =
            IntStream.range(0, Topics.PARTITIONS).boxed().toList();

    @Override
    public String name() {
        return "instances";
    }

    @Override
    public String about() {
        return LISTS + " lists of " + BenchWorld.CAPACITY + " entries in " + Topics.PARTITIONS
                + " partitions: one instance, then two, then each of them started again under " + PER_SECOND
                + " changes a second";
    }

    @Override
    public void run(Consumer<Row> rows) throws Exception {
        BenchWorld world = new BenchWorld(LISTS);
        try (BenchRegion region = BenchRegion.start(world, "512m", "--standbys=1");
                FoldGroup group = new FoldGroup(region);
                Feed feed = new Feed(region.bootstrap());
                Follower follower = Follower.start(region, world);
                CheckpointTimes checkpoints = CheckpointTimes.of(region)) {
            feed.send(world.opens(region.topics.statusEvents()), 0);
            follower.await(feed);
            Running running = new Running(world, region, feed, follower, group, checkpoints);
            BenchStream first = region.stream();
            Burst one = running.burst(List.of(first));
            BenchStream second = region.startStream();
            group.awaitShared(first, second);
            Burst two = running.burst(List.of(first, second));
            rows.accept(Row.of("two instances, the busier thread", two.micros(), "µs an event", "one", one.micros()));
            rows.accept(Row.of(
                    "two instances on the processors of one", two.perSecond(), "events/s", "one", one.perSecond()));
            running.restart(first, second, rows);
            running.restart(second, first, rows);
            rows.accept(Machine.load());
        }
    }

    /// What a burst took, as medians.
    ///
    /// @param micros of the busiest stream thread, by the number of all events
    /// @param perSecond from the first event sent to the last one visible
    private record Burst(double micros, double perSecond) {}

    private record Running(
            BenchWorld world,
            BenchRegion region,
            Feed feed,
            Follower follower,
            FoldGroup group,
            CheckpointTimes checkpoints) {
        Burst burst(List<BenchStream> streams) throws Exception {
            double[] micros = new double[BURSTS];
            double[] perSecond = new double[BURSTS];
            long[] before = new long[streams.size()];
            for (int i = -WARM_BURSTS; i < BURSTS; i++) {
                var commands = world.revocations(region.topics.statusEvents(), BURST);
                for (int s = 0; s < before.length; s++) {
                    before[s] = streams.get(s).foldNanos();
                }
                long start = System.nanoTime();
                feed.send(commands, 0);
                follower.await(feed);
                double seconds = (System.nanoTime() - start) / 1e9;
                long busiest = 0;
                for (int s = 0; s < before.length; s++) {
                    busiest = Math.max(busiest, streams.get(s).foldNanos() - before[s]);
                }
                if (i >= 0) {
                    micros[i] = busiest / 1e3 / BURST;
                    perSecond[i] = BURST / seconds;
                }
            }
            return new Burst(Rounds.median(micros), Rounds.median(perSecond));
        }

        /// Ends an instance as an operator does, and starts it again when the other one has taken over.
        void restart(BenchStream stream, BenchStream other, Consumer<Row> rows) throws Exception {
            Set<Integer> own = group.await(stream, Topics.PARTITIONS / 2);
            CompletableFuture<Void> load = load();
            long began = System.currentTimeMillis();
            checkpoints.firstAfter(began, ALL);
            stream.stop();
            long ended = System.currentTimeMillis();
            var _ = group.await(other, Topics.PARTITIONS);
            long reassigned = System.currentTimeMillis();
            Map<Integer, Long> first = checkpoints.firstAfter(ended, own);
            stream.restart();
            var _ = group.await(stream, Topics.PARTITIONS / 2);
            long back = System.currentTimeMillis();
            checkpoints.firstAfter(back, ALL);
            load.join();
            follower.await(feed);
            String name = "instance " + stream.instance() + " ";
            rows.accept(Row.of(
                    name + "ended, to reassigned",
                    seconds(ended, reassigned),
                    "s",
                    "session timeout",
                    SESSION_SECONDS));
            rows.accept(Row.promised(
                    name + "reassigned, to a checkpoint of each of its partitions",
                    Math.max(0, seconds(reassigned, Collections.max(first.values()))),
                    "s",
                    PROMISED_PAUSE_SECONDS));
            rows.accept(Row.of(
                    name + "ended and back, longest pause of a partition",
                    checkpoints.longestPause(began, System.currentTimeMillis(), ALL) / 1e3,
                    "s",
                    "the whole of it",
                    seconds(began, back)));
        }

        private CompletableFuture<Void> load() {
            return feed.inBackground(world.revocations(region.topics.statusEvents(), PER_SECOND * SECONDS), PER_SECOND);
        }

        private static double seconds(long from, long to) {
            return (to - from) / 1_000.0;
        }
    }
}
