package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Web;
import dev.holdfast.replay.Finding;
import dev.holdfast.replay.PartitionReport;
import dev.holdfast.replay.RebuildReport;
import dev.holdfast.replay.StatusThen;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// A replay's report for people and for programs.
record ReportView(RebuildReport report) {
    void print(PrintWriter out) {
        out.println("partition        n  accepted  refused  repeats  not authentic  checkpoints  snapshots  tokens");
        for (PartitionReport each : report.partitions()) {
            out.printf(
                    Locale.ROOT,
                    "%9d %8d %9d %8d %8d %14d %12d %10d %7d%n",
                    each.partition(),
                    each.n(),
                    each.folded().accepted(),
                    each.folded().refused(),
                    each.folded().duplicate(),
                    each.folded().notAuthentic(),
                    each.equal().checkpoints(),
                    each.equal().snapshots(),
                    each.equal().tokens());
        }
        List<Finding> findings = report.findings();
        findings.forEach(finding -> out.println(line(finding)));
        long unlisted = report.sum(PartitionReport::unlisted);
        if (unlisted > 0) {
            out.println("… and " + unlisted + " more that follow from these");
        }
        out.printf(
                Locale.ROOT,
                "%s: %d checkpoints, %d snapshots, %d tokens equal the fold of %d records; %.1f s, %.0f records/s%n",
                verdict(),
                report.sum(each -> each.equal().checkpoints()),
                report.sum(each -> each.equal().snapshots()),
                report.sum(each -> each.equal().tokens()),
                report.records(),
                report.elapsed().toMillis() / 1000.0,
                report.eventsPerSecond());
    }

    ObjectNode toJson() {
        ObjectNode json = Web.JSON.createObjectNode().put("verdict", verdict());
        json.put("records", report.records())
                .put("elapsedMillis", report.elapsed().toMillis())
                .put("recordsPerSecond", Math.round(report.eventsPerSecond()));
        ArrayNode findings = json.putArray("findings");
        report.findings().forEach(finding -> findings.add(json(finding)));
        ArrayNode partitions = json.putArray("partitions");
        report.partitions().forEach(each -> partitions.add(json(each)));
        return json;
    }

    static String line(Finding finding) {
        String list = finding.list().map(id -> ", list " + id).orElse("");
        return Failure.oneLine(finding.kind().wireName() + " at partition " + finding.partition() + ", n " + finding.n()
                + list + ": " + finding.detail());
    }

    static ObjectNode json(StatusThen.Known known) {
        ObjectNode json = Web.JSON
                .createObjectNode()
                .put("list", known.list().value())
                .put("idx", known.idx())
                .put("status", known.status().toString())
                .put("code", known.status().code())
                .put("listVersion", known.listVersion())
                .put("epoch", known.epoch())
                .put("partition", known.partition())
                .put("n", known.n())
                .put("iat", known.issuedAt().toString());
        known.since().ifPresent(since -> {
            ObjectNode node = json.putObject("since").put("n", since.n());
            since.receivedAt().ifPresent(time -> node.put("receivedAt", time.toString()));
            since.visibleAt().ifPresent(time -> node.put("publishedAt", time.toString()));
        });
        return json;
    }

    private String verdict() {
        return report.verdict().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(Finding finding) {
        ObjectNode json = Web.JSON
                .createObjectNode()
                .put("kind", finding.kind().wireName())
                .put("partition", finding.partition())
                .put("n", finding.n());
        finding.list().ifPresent(list -> json.put("list", list.value()));
        return json.put("distrust", finding.kind().isDistrust()).put("detail", finding.detail());
    }

    private static ObjectNode json(PartitionReport each) {
        ObjectNode json = Web.JSON
                .createObjectNode()
                .put("partition", each.partition())
                .put("n", each.n())
                .put("lists", each.lists())
                .put("newestCheckpoint", each.newestCheckpoint());
        json.putObject("events")
                .put("accepted", each.folded().accepted())
                .put("refused", each.folded().refused())
                .put("trustAdopted", each.folded().trustAdopted())
                .put("duplicate", each.folded().duplicate())
                .put("notAuthentic", each.folded().notAuthentic());
        json.putObject("equal")
                .put("checkpoints", each.equal().checkpoints())
                .put("snapshots", each.equal().snapshots())
                .put("tokens", each.equal().tokens());
        json.put("incompleteSnapshots", each.equal().incompleteSnapshots());
        json.putObject("offsets")
                .put("first", each.offsets().first())
                .put("end", each.offsets().end());
        return json.put("findings", each.findings().size()).put("unlisted", each.unlisted());
    }
}
