package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The story of the demo, in order: load, outage, return, audit. For one thread.
final class DemoScript {
    static final Duration FRESH = Duration.ofSeconds(10);

    private static final int CREDENTIALS = 10_000;
    private static final int FEW_LISTS = 16;
    private static final int MANY_LISTS = 1_000;
    private static final int CAPACITY = 131_072;
    private static final int RATE = 200;
    private static final int CHECKS_PER_EDGE = 7_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalRegion region;
    private final PrintStream out;
    private final Scoreboard scores = new Scoreboard();
    private final Ledger ledger = new Ledger();
    private final Visibility visibility = new Visibility();
    private final Generator generator;
    private final String run = Long.toString(System.currentTimeMillis() / 1000, 36);
    private final List<EdgeClient.Question> credentials = new ArrayList<>();
    private final List<EdgeClient.Question> spread = new ArrayList<>();
    private final long begin = System.nanoTime();

    DemoScript(LocalRegion region, PrintStream out) {
        this.region = region;
        this.out = out;
        this.generator = new Generator(region.gateway(), ledger, 20_260_101);
    }

    Scoreboard play() throws IOException, InterruptedException, CannotStart, DemoFailure {
        openFewLists();
        loadFewLists();
        loadManyLists();
        loseTheCentre();
        bringItBack();
        proveIt();
        return scores;
    }

    /// A credential whose status the demo has changed, for the reader to try.
    EdgeClient.Question example() {
        return ledger.entries().getFirst();
    }

    private void openFewLists() throws IOException, InterruptedException {
        IssuerClient gateway = region.gateway();
        for (int i = 0; i < FEW_LISTS; i++) {
            String list = gateway.open(issuer(i), name(i), 2, CAPACITY);
            for (int idx : gateway.allocate(list, CREDENTIALS / FEW_LISTS)) {
                credentials.add(new EdgeClient.Question(list, idx));
            }
        }
        say("opened %d lists and gave %,d credentials their entries", FEW_LISTS, credentials.size());
    }

    private void loadFewLists() throws IOException, InterruptedException {
        say("%d changes/s on %d lists: 10 s of warm-up", RATE, FEW_LISTS);
        int from = ledger.acknowledged().size();
        generator.run(credentials, RATE, Generator.Stop.after(10_000));
        generator.drain();
        Percentiles cold = visible(from, false);
        say("measuring for 12 s");
        from = ledger.acknowledged().size();
        SignatureCount before = signatures();
        generator.run(credentials, RATE, Generator.Stop.after(12_000));
        SignatureCount after = signatures();
        generator.drain();
        Percentiles warm = visible(from, false);
        Percentiles accepted = visible(from, true);
        scores.figure("sent → visible at 3 edges, first 10 s", "-", text(cold), true);
        scores.figure("sent → visible at 3 edges, warm", "p99 ≤ 500 ms", text(warm), warm.p99() <= 500);
        scores.figure(
                "accepted (2xx) → visible at 3 edges, warm", "p99 ≤ 500 ms", text(accepted), accepted.p99() <= 500);
        signatures(FEW_LISTS, before, after);
        checkOnce("checks under load");
    }

    private void loadManyLists() throws IOException, InterruptedException {
        IssuerClient gateway = region.gateway();
        List<CompletableFuture<Http.Reply>> opening = new ArrayList<>();
        List<String> lists = new ArrayList<>();
        for (int i = FEW_LISTS; i < MANY_LISTS; i++) {
            opening.add(gateway.openAsync(issuer(i), name(i), 2, CAPACITY));
            lists.add(issuer(i) + "." + name(i));
            if (opening.size() == 100 || i == MANY_LISTS - 1) {
                for (CompletableFuture<Http.Reply> one : opening) {
                    if (one.join().status() > 202) {
                        throw new IOException("a list was not opened: " + one.join());
                    }
                }
                opening.clear();
            }
        }
        for (int i = 0; i < 10_000; i++) {
            spread.add(new EdgeClient.Question(lists.get(i % lists.size()), (i * 7919) % CAPACITY));
        }
        say("%d changes/s on %,d lists: 10 s", RATE, MANY_LISTS);
        SignatureCount before = signatures();
        int from = ledger.acknowledged().size();
        generator.run(spread, RATE, Generator.Stop.after(10_000));
        SignatureCount after = signatures();
        generator.drain();
        Percentiles warm = visible(from, false);
        scores.figure("  the same with 1,000 lists", "p99 ≤ 500 ms", text(warm), warm.p99() <= 500);
        signatures(MANY_LISTS, before, after);
    }

    private void loseTheCentre() throws IOException, InterruptedException, CannotStart, DemoFailure {
        Thread load = Thread.ofPlatform().start(() -> generator.run(credentials, RATE, Generator.Stop.after(3_000)));
        Thread.sleep(1_500);
        region.killCentre();
        say("kill -9: broker, gateway and stream are gone in the middle of the load");
        load.join();
        generator.drain();
        say("%d changes have an unknown fate and are not judged until they have one", ledger.unsettled());
        Checks outage = new Checks(ledger, 1);
        outage.ask(region.edges(), CHECKS_PER_EDGE / 2);
        say("%,d checks at three edges, labels %s", outage.asked(), outage.byFreshness());
        coldStart();
        awaitLabel("stale", FRESH.plusSeconds(10));
        outage.ask(region.edges(), CHECKS_PER_EDGE / 2);
        say("%,d checks at three edges, labels %s", outage.asked(), outage.byFreshness());
        outage.faults().forEach(fault -> say("  wrong: %s", fault));
        scores.correct(
                "checks failed with the centre gone",
                "0 of ≥ 20,000",
                String.format(Locale.ROOT, "%d of %,d", outage.failed(), outage.asked()),
                outage.failed() == 0 && outage.asked() >= 20_000);
        scores.correct(
                "labels go from fresh to stale by the clock",
                "both seen",
                outage.byFreshness().toString(),
                outage.byFreshness().keySet().equals(Set.of("fresh", "stale")));
        scores.figure("a check over HTTP in the outage", "-", text(outage.latency()), true);
    }

    private void coldStart() throws InterruptedException, CannotStart, DemoFailure {
        String name = "us-east";
        region.kill("edge-" + name);
        EdgeClient edge = region.edge(name);
        long start = System.nanoTime();
        region.startEdge(name);
        EdgeClient.Question question = example();
        String fault = "no answer";
        long millis = 0;
        try {
            Http.Reply reply = edge.check(question);
            millis = (System.nanoTime() - start) / 1_000_000;
            fault = reply.status() == 200 ? ledger.fault(question, reply.body()).orElse("") : "HTTP " + reply.status();
        } catch (IOException e) {
            fault = String.valueOf(e.getMessage());
        }
        visibility.restarted(edge);
        say("edge %s was killed and started again without any network: first right answer after %d ms", name, millis);
        scores.correct(
                "edge cold start in the outage, first answer",
                "right, ≤ 5 s",
                fault.isEmpty() ? millis + " ms" : fault,
                fault.isEmpty() && millis <= 5_000);
    }

    private void bringItBack() throws IOException, InterruptedException, CannotStart, DemoFailure {
        long[] before = bytesRead();
        int partitions = region.edge("eu-west").partitions().size();
        long start = System.nanoTime();
        region.restoreCentre();
        say("the centre is back after %.1f s", (System.nanoTime() - start) / 1e9);
        generator.settle();
        awaitCaughtUp();
        Checks everything = new Checks(ledger, 3);
        everything.askAll(region.edges());
        everything.faults().forEach(fault -> say("  wrong: %s", fault));
        scores.correct(
                "acknowledged changes lost, or of unknown fate",
                "0",
                String.format(
                        Locale.ROOT,
                        "%d of %,d",
                        ledger.lost() + ledger.unsettled(),
                        ledger.acknowledged().size()),
                ledger.lost() + ledger.unsettled() == 0 && everything.failed() == 0);
        long[] after = bytesRead();
        long delta = 0;
        for (int i = 0; i < before.length; i++) {
            delta = Math.max(delta, after[i] - before[i]);
        }
        long full = tokensOfAllLists();
        say(
                "edges have caught up: at most %,d bytes each; all %d partitions as tokens are %,d",
                delta, partitions, full);
        scores.figure(
                "bytes to catch up, beside a full reload",
                "less",
                String.format(Locale.ROOT, "%,d against %,d", delta, full),
                delta < full);
        revokeOneMore();
        checkOnce("checks after the return");
    }

    private void revokeOneMore() throws IOException, InterruptedException {
        EdgeClient.Question entry = new EdgeClient.Question(issuer(0) + "." + name(0), 131_071);
        long start = System.nanoTime();
        JsonNode event = region.gateway().changeNow(entry.list(), entry.idx(), Status.INVALID, "one-more-" + run);
        boolean all = false;
        while (!all && System.nanoTime() - start < PATIENCE.toNanos()) {
            all = true;
            for (EdgeClient edge : region.edges()) {
                all &= edge.check(entry).body().path("status").asText().equals("invalid");
            }
        }
        say(
                "a new revocation (%s) is at every edge after %d ms",
                event.path("stage").asText(), millisSince(start));
        scores.correct("a revocation after the return", "reaches every edge", all ? "yes" : "no", all);
    }

    private void proveIt() throws DemoFailure, InterruptedException {
        Proof proof = Proof.of(region);
        say("%s", proof.line());
        proof.findings().forEach(finding -> say("  %s", finding));
        scores.correct("published states equal to the fold of the log", "100 %", proof.seen(), proof.holds());
    }

    private void checkOnce(String what) throws InterruptedException {
        Checks checks = new Checks(ledger, 2);
        checks.ask(region.edges(), 700);
        checks.faults().forEach(fault -> say("  wrong: %s", fault));
        scores.correct(
                what,
                "0 wrong",
                String.format(Locale.ROOT, "%d of %,d", checks.failed(), checks.asked()),
                checks.failed() == 0);
    }

    private Percentiles visible(int fromChange, boolean fromAccepted) throws IOException, InterruptedException {
        awaitCaughtUp();
        visibility.read(region.edges());
        List<Ledger.Change> changes = ledger.acknowledged();
        return visibility.toEveryEdge(changes.subList(fromChange, changes.size()), region.edges(), fromAccepted);
    }

    private void signatures(int lists, SignatureCount before, SignatureCount after) {
        double checkpoints = after.checkpointsPerSecondSince(before);
        double tokens = after.tokensPerSecondSince(before);
        double most = Math.min(lists, RATE * 10.0) / 10 + 1;
        scores.figure(
                String.format(Locale.ROOT, "checkpoint signatures, %,d lists", lists),
                "≤ 160/s",
                String.format(Locale.ROOT, "%.0f/s", checkpoints),
                checkpoints <= 160);
        scores.figure(
                String.format(Locale.ROOT, "token signatures, %,d lists", lists),
                String.format(Locale.ROOT, "≤ %.0f/s", most),
                String.format(Locale.ROOT, "%.1f/s", tokens),
                tokens <= most);
    }

    private SignatureCount signatures() throws IOException {
        return SignatureCount.read(region.streamState());
    }

    /// Waits until every edge has what was acknowledged in each partition.
    private void awaitCaughtUp() throws IOException, InterruptedException {
        Map<Integer, Long> wanted = ledger.newest();
        long start = System.nanoTime();
        for (EdgeClient edge : region.edges()) {
            while (!holds(edge, wanted)) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException(
                            "edge " + edge.region() + " did not catch up in " + PATIENCE.toSeconds() + " s");
                }
                Thread.sleep(20);
            }
        }
    }

    private static boolean holds(EdgeClient edge, Map<Integer, Long> wanted) throws IOException, InterruptedException {
        Map<Integer, Long> missing = new HashMap<>(wanted);
        for (JsonNode partition : edge.partitions()) {
            missing.computeIfPresent(
                    partition.path("partition").asInt(),
                    (_, n) -> partition.path("n").asLong() >= n ? null : n);
        }
        return missing.isEmpty();
    }

    private void awaitLabel(String label, Duration patience) throws IOException, InterruptedException {
        long start = System.nanoTime();
        EdgeClient.Question question = example();
        for (EdgeClient edge : region.edges()) {
            while (!edge.check(question).body().path("freshness").asText().equals(label)
                    && System.nanoTime() - start < patience.toNanos()) {
                Thread.sleep(50);
            }
        }
    }

    private long[] bytesRead() throws IOException, InterruptedException {
        List<Long> bytes = new ArrayList<>();
        for (EdgeClient edge : region.edges()) {
            long sum = 0;
            for (JsonNode topic : edge.stats().path("bytesRead")) {
                sum += topic.asLong();
            }
            bytes.add(sum);
        }
        return bytes.stream().mapToLong(Long::longValue).toArray();
    }

    /// What a verifier would fetch that knows whole signed lists only.
    private long tokensOfAllLists() throws IOException, InterruptedException {
        return TokenFetch.bytesOfAll(region.edge("eu-west"));
    }

    private static IssuerId issuer(int list) {
        return list % 2 == 0 ? DemoKeys.ACME : DemoKeys.GLOBEX;
    }

    private String name(int list) {
        return String.format(Locale.ROOT, "%s-%04d", run, list);
    }

    private static String text(Percentiles p) {
        return String.format(Locale.ROOT, "p50 %.0f, p99 %.0f, max %.0f ms", p.p50(), p.p99(), p.max());
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @SuppressWarnings("AnnotateFormatMethod") // one private caller class; the annotation would be one more dependency
    private void say(String format, Object... arguments) {
        out.printf(
                Locale.ROOT,
                "%6.1f s  %s%n",
                (System.nanoTime() - begin) / 1e9,
                String.format(Locale.ROOT, format, arguments));
    }
}
