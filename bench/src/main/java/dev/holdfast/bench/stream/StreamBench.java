package dev.holdfast.bench.stream;

import dev.holdfast.bench.Benchmark;
import dev.holdfast.bench.Rounds;
import dev.holdfast.bench.Row;
import dev.holdfast.schema.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/// The stream at work: what an event costs its thread, how long a change takes until it is visible, what is signed,
/// sent and stored for it. Linux only, because CPU time of another process is read there.
public final class StreamBench implements Benchmark {
    private static final int LISTS = 763;
    private static final int WARM_BURSTS = 3;
    private static final int BURSTS = 3;
    private static final int BURST = 20_000;
    private static final int BARE_SECONDS = 5;
    private static final List<Pace> PACES = List.of(new Pace(200, 10), new Pace(1_000, 15), new Pace(5_000, 8));
    private static final int PROMISED_PACE = 1_000;

    /// Design, section 10.
    private static final double PROMISED_P99_MILLIS = 200;

    private static final double PROMISED_EVENTS_A_SECOND = 60_000;
    private static final double PROMISED_PART_OF_VERIFIER = 0.8;

    private record Pace(int perSecond, int seconds) {
        int events() {
            return perSecond * seconds;
        }
    }

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String about() {
        return "one instance, " + LISTS + " lists of " + BenchWorld.CAPACITY + " entries in " + Topics.PARTITIONS
                + " partitions, a real broker, a verifier's copy that follows; warm";
    }

    @Override
    public void run(Consumer<Row> rows) throws Exception {
        BenchWorld world = new BenchWorld(LISTS);
        try (BenchRegion region = BenchRegion.start(world, "512m");
                Feed feed = new Feed(region.bootstrap());
                Follower follower = Follower.start(region, world);
                TopicBytes topics = new TopicBytes(region.bootstrap())) {
            feed.send(world.opens(region.topics.statusEvents()), 0);
            follower.await(feed);
            Running running = new Running(world, region, feed, follower, topics);
            running.throughput(rows);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", region.bootstrap()))) {
                BareHop.prepare(admin);
            }
            for (Pace pace : PACES) {
                running.pace(pace, rows);
            }
        }
    }

    private record Running(BenchWorld world, BenchRegion region, Feed feed, Follower follower, TopicBytes topics) {
        void throughput(Consumer<Row> rows) throws Exception {
            double[] total = new double[BURSTS];
            double[] store = new double[BURSTS];
            double[] verify = new double[BURSTS];
            double[] without = new double[BURSTS];
            int valueBytes = world.revocations(region.topics.statusEvents(), 1)
                    .getFirst()
                    .record()
                    .value()
                    .length;
            var changelog = topics.ends(Changelog.topic(region));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", region.bootstrap()));
                    BareStore bare = BareStore.start(admin, region.bootstrap(), region.path("bare"))) {
                for (int i = -WARM_BURSTS; i < BURSTS; i++) {
                    if (i == 0) {
                        changelog = topics.ends(Changelog.topic(region));
                    }
                    double own = microsPerEvent();
                    double beside = bare.microsPerEvent(BURST, valueBytes);
                    if (i >= 0) {
                        total[i] = own;
                        store[i] = beside;
                        verify[i] = Primitives.measure(world, 1).verify();
                        without[i] = own - verify[i];
                    }
                }
            }
            report(rows, Rounds.median(total), Rounds.median(without), Rounds.median(store), Rounds.median(verify));
            changelog("all at once", Changelog.read(topics, region, changelog), BURSTS * BURST, rows);
        }

        private static void report(Consumer<Row> rows, double total, double without, double store, double verify) {
            rows.accept(Row.of("stream thread, an event, all of it", total, "µs", "the signature alone", verify)
                    .atMost(1 / PROMISED_PART_OF_VERIFIER));
            String figure = "stream thread, an event, less the signature";
            rows.accept(Row.of(figure, without, "µs", "bare store, two rows an event", store));
            rows.accept(Row.promised(figure, without, "µs", 1e6 / PROMISED_EVENTS_A_SECOND));
        }

        private double microsPerEvent() throws Exception {
            var burst = world.revocations(region.topics.statusEvents(), BURST);
            long before = region.stream().foldNanos();
            feed.send(burst, 0);
            follower.await(feed);
            return (region.stream().foldNanos() - before) / 1_000.0 / BURST;
        }

        private static void changelog(String when, Changelog written, long events, Consumer<Row> rows) {
            String entry = "the entry's row alone";
            double perEvent = (double) written.bytes() / events;
            rows.accept(Row.of(
                    "changelog of an event, " + when,
                    perEvent,
                    "bytes",
                    entry,
                    (double) written.entryBytes() / events));
            rows.accept(Row.of("changelog of an event, " + when, (double) written.rows() / events, "rows", entry, 1));
        }

        void pace(Pace pace, Consumer<Row> rows) throws Exception {
            String when = String.format("%,d/s", pace.perSecond());
            var commands = world.revocations(region.topics.statusEvents(), pace.events());
            var changelog = topics.ends(Changelog.topic(region));
            var checkpoints = topics.ends(region.topics.checkpoints());
            var tokens = topics.ends(region.topics.signedLists());
            Spent before = Spent.of(region);
            Feed.Sent sent = feed.send(commands, pace.perSecond());
            follower.await(feed);
            Spent after = Spent.of(region);
            Millis visible = follower.latency(sent);
            Millis bare = BareHop.measure(region.bootstrap(), pace.perSecond(), pace.perSecond() * BARE_SECONDS);
            latency(when, visible, bare, rows);
            if (pace.perSecond() == PROMISED_PACE) {
                rows.accept(Row.promised("visible at " + when + ", p99", visible.p99(), "ms", PROMISED_P99_MILLIS));
                changelog("at " + when, Changelog.read(topics, region, changelog), pace.events(), rows);
                signed(after.since(before), pace, rows);
                sent(Wire.read(topics, region, checkpoints), Wire.tokenBytes(topics, region, tokens), rows);
            }
        }

        private static void latency(String when, Millis visible, Millis bare, Consumer<Row> rows) {
            String figure = "accepted to visible at " + when;
            String beside = "bare produce to consume";
            // A bare hop within a millisecond shows as none: the clock has no finer hand.
            rows.accept(Row.of(figure + ", p50", visible.p50(), "ms", beside, Math.max(1, bare.p50())));
            rows.accept(Row.of(figure + ", p99", visible.p99(), "ms", beside, Math.max(1, bare.p99())));
            rows.accept(Row.of(figure + ", p99.9", visible.p999(), "ms", beside, Math.max(1, bare.p999())));
        }

        private void signed(Spent spent, Pace pace, Consumer<Row> rows) throws Exception {
            int set = (WARM_BURSTS + BURSTS) * BURST / LISTS;
            Primitives cost = Primitives.measure(world, set);
            double ticks = 10;
            rows.accept(Row.of(
                            "signatures a second",
                            spent.signatures(),
                            "",
                            "partitions × ticks + lists / 10 s",
                            Topics.PARTITIONS * ticks + LISTS / 10.0)
                    .atMost(1));
            double each = pace.perSecond() * (cost.sign() + cost.deflate()) / 1e6;
            double ours = (spent.signatures() * cost.sign() + spent.tokens() * cost.deflate()) / 1e6;
            rows.accept(Row.of(
                    "signing and DEFLATE, seconds a second", ours, "s", "each changed list at each change", each));
        }

        private static void sent(Wire wire, double tokenBytes, Consumer<Row> rows) {
            String figure = "bytes of a change on the wire";
            double bytes = wire.bytesPerChange();
            rows.accept(Row.of(figure, bytes, "bytes", "2 × entropy + 450 a checkpoint", wire.promisedPerChange())
                    .atMost(1));
            rows.accept(Row.of(figure, bytes, "bytes", "entropy", wire.entropyPerChange()));
            rows.accept(Row.of(figure, bytes, "bytes", "a full token", tokenBytes));
        }
    }
}
