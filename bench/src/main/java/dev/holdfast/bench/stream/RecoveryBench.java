package dev.holdfast.bench.stream;

import dev.holdfast.bench.Benchmark;
import dev.holdfast.bench.Row;
import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// How long nothing new is signed when an instance is lost: one that another has copies for, and one that has lost its
/// rows. 1,000 lists, 1 % of their entries revoked, and changes that keep coming. Linux only.
public final class RecoveryBench implements Benchmark {
    private static final int LISTS = 1_000;
    private static final int REVOKED = BenchWorld.CAPACITY / 100;
    private static final int PER_SECOND = 200;
    private static final int SECONDS_BEFORE = 10;
    private static final int SECONDS_DURING = 30;

    /// Of the group: so long the coordinator waits for who does not answer.
    private static final double SESSION_SECONDS = 6;

    private static final double PROMISED_WITH_STANDBY_SECONDS = 3;
    private static final double PROMISED_WITHOUT_STATE_SECONDS = 15;

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String about() {
        return LISTS + " lists of " + BenchWorld.CAPACITY + " entries, 1 % revoked, " + PER_SECOND
                + " changes a second: an instance killed beside its standby, and one whose state is gone";
    }

    @Override
    public void run(Consumer<Row> rows) throws Exception {
        BenchWorld world = new BenchWorld(LISTS);
        try (BenchRegion region = BenchRegion.start(world, "512m", "--standbys=1");
                FoldGroup group = new FoldGroup(region);
                Feed feed = new Feed(region.bootstrap());
                Follower follower = Follower.start(region, world);
                CheckpointTimes checkpoints = CheckpointTimes.of(region)) {
            BenchStream survivor = region.stream();
            BenchStream victim = region.startStream();
            group.awaitShared(survivor, victim);
            String topic = region.topics.statusEvents();
            feed.send(world.opens(topic), 0);
            follower.await(feed);
            feed.send(world.revocationsOfEach(topic, REVOKED), 0);
            follower.await(feed);
            feed.send(world.revocations(topic, PER_SECOND * SECONDS_BEFORE), PER_SECOND);
            follower.await(feed);
            Running running = new Running(world, region, feed, follower, group, checkpoints);
            running.kill(victim, survivor, rows);
            running.wipe(survivor, rows);
        }
    }

    private record Running(
            BenchWorld world,
            BenchRegion region,
            Feed feed,
            Follower follower,
            FoldGroup group,
            CheckpointTimes checkpoints) {
        void kill(BenchStream victim, BenchStream survivor, Consumer<Row> rows) throws Exception {
            group.awaitShared(survivor, victim);
            Set<Integer> moving = group.await(victim, Topics.PARTITIONS / 2);
            CompletableFuture<Void> load = load();
            long killed = System.currentTimeMillis();
            victim.kill();
            long gone = System.currentTimeMillis();
            var _ = group.await(survivor, Topics.PARTITIONS);
            long assigned = System.currentTimeMillis();
            Duration cpu = survivor.cpu();
            Map<Integer, Long> first = checkpoints.firstAfter(gone, moving);
            cpu = survivor.cpu().minus(cpu);
            load.join();
            follower.await(feed);
            rows.accept(Row.of(
                    "standby, killed to reassigned",
                    seconds(killed, assigned),
                    "s",
                    "session timeout",
                    SESSION_SECONDS));
            report("standby, reassigned", assigned, first, cpu, PROMISED_WITH_STANDBY_SECONDS, rows);
        }

        void wipe(BenchStream stream, Consumer<Row> rows) throws Exception {
            CompletableFuture<Void> load = load();
            long killed = System.currentTimeMillis();
            long gone = stream.restartWithoutState();
            List<Integer> all = IntStream.range(0, Topics.PARTITIONS).boxed().toList();
            Map<Integer, Long> first = checkpoints.firstAfter(gone, all);
            Duration cpu = stream.cpu();
            load.join();
            follower.await(feed);
            report("state wiped, killed", killed, first, cpu, PROMISED_WITHOUT_STATE_SECONDS, rows);
        }

        private static void report(
                String from, long since, Map<Integer, Long> first, Duration cpu, double promised, Consumer<Row> rows) {
            double one = seconds(since, Collections.min(first.values()));
            double all = seconds(since, Collections.max(first.values()));
            rows.accept(Row.promised(from + " to first new checkpoint", one, "s", promised));
            rows.accept(Row.of(from + " to one of each partition", all, "s", "the first", one));
            rows.accept(Row.of(from + " to then, CPU of the process", cpu.toMillis() / 1e3, "s", "by the clock", all));
            rows.accept(Machine.load());
        }

        private CompletableFuture<Void> load() {
            return feed.inBackground(
                    world.revocations(region.topics.statusEvents(), PER_SECOND * SECONDS_DURING), PER_SECOND);
        }

        private static double seconds(long from, long to) {
            return (to - from) / 1_000.0;
        }
    }
}
