package dev.holdfast.cli.demo;

import dev.holdfast.layout.Malformed;
import dev.holdfast.replay.Rebuild;
import dev.holdfast.replay.RebuildReport;
import dev.holdfast.replay.log.KafkaLog;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// What `replay rebuild` finds.
record Proof(boolean holds, String seen, String line, List<String> findings) {
    static Proof of(LocalRegion region) throws DemoFailure, InterruptedException {
        try {
            KafkaLog log = KafkaLog.at(region.bootstrapServers(), region.topics());
            Root root = Root.read(region.keys().rootFile());
            RebuildReport report = new Rebuild(log, root).run(2);
            long states = report.sum(p -> p.equal().checkpoints())
                    + report.sum(p -> p.equal().snapshots())
                    + report.sum(p -> p.equal().tokens());
            boolean holds = report.findings().isEmpty() && states > 0;
            String line = String.format(
                    Locale.ROOT,
                    "replay folded %,d records at %,.0f/s and compared %,d checkpoints, %,d snapshots, %,d tokens",
                    report.records(),
                    report.eventsPerSecond(),
                    report.sum(p -> p.equal().checkpoints()),
                    report.sum(p -> p.equal().snapshots()),
                    report.sum(p -> p.equal().tokens()));
            String seen = holds
                    ? String.format(Locale.ROOT, "all of %,d", states)
                    : report.findings().size() + " findings";
            return new Proof(
                    holds,
                    seen,
                    line,
                    report.findings().stream().map(Object::toString).toList());
        } catch (IOException | Malformed | LogUnavailable e) {
            throw new DemoFailure(3, "the log could not be replayed: " + e.getMessage(), e);
        }
    }
}
