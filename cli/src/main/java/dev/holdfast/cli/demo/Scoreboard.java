package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was promised and what was seen. Correctness decides the exit code; timings are printed beside their goal.
/// Safe for concurrent use.
public final class Scoreboard {
    private final List<Row> rows = new ArrayList<>();

    /// @param correctness whether this row decides the exit code
    record Row(String what, String promised, String seen, boolean held, boolean correctness) {}

    /// Something that is right or wrong.
    synchronized void correct(String what, String promised, String seen, boolean held) {
        rows.add(new Row(what, promised, seen, held, true));
    }

    /// A figure, printed beside its goal.
    synchronized void figure(String what, String goal, String seen, boolean held) {
        rows.add(new Row(what, goal, seen, held, false));
    }

    /// Whether everything that has to be right was right.
    public synchronized boolean isCorrect() {
        return rows.stream().filter(Row::correctness).allMatch(Row::held);
    }

    synchronized void print(PrintStream out) {
        out.printf(Locale.ROOT, "%n  %-46s %-22s %-34s%n", "", "promised", "seen");
        for (Row row : rows) {
            String mark =
                    row.promised().equals("-") ? "" : row.held() ? "held" : row.correctness() ? "BROKEN" : "missed";
            out.printf(Locale.ROOT, "  %-46s %-22s %-34s %s%n", row.what(), row.promised(), row.seen(), mark);
        }
    }

    synchronized ObjectNode toJson() {
        ObjectNode json = Http.JSON.createObjectNode().put("correct", isCorrect());
        ArrayNode array = json.putArray("rows");
        for (Row row : rows) {
            array.addObject()
                    .put("what", row.what())
                    .put("promised", row.promised())
                    .put("seen", row.seen())
                    .put("held", row.held())
                    .put("correctness", row.correctness());
        }
        return json;
    }
}
