package dev.holdfast.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows as a table for people, and as JSON for programs.
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String benchmark;
    private final List<Row> rows = new ArrayList<>();

    Report(String benchmark) {
        this.benchmark = benchmark;
    }

    void heading(String about, PrintStream out) {
        out.println(benchmark + ": " + about);
        out.println(machine());
        out.printf(
                Locale.ROOT,
                "%n  %-46s %11s %-6s %-34s %11s %7s %s%n",
                "figure",
                "value",
                "unit",
                "beside",
                "value",
                "ratio",
                "goal");
    }

    void add(Row row, PrintStream out) {
        rows.add(row);
        out.printf(
                Locale.ROOT,
                "  %-46s %11s %-6s %-34s %11s %7.3f %s%n",
                row.figure(),
                number(row.value()),
                row.unit(),
                row.against(),
                number(row.againstValue()),
                row.ratio(),
                row.held()
                        .map(held -> "≤ " + row.goal().orElseThrow() + (held ? " held" : " missed"))
                        .orElse(""));
    }

    boolean allHeld() {
        return rows.stream().allMatch(row -> row.held().orElse(true));
    }

    void write(Path file, Instant at) throws IOException {
        ObjectNode report = JSON.createObjectNode()
                .put("benchmark", benchmark)
                .put("at", at.toString())
                .put("machine", machine());
        ArrayNode array = report.putArray("rows");
        for (Row row : rows) {
            ObjectNode json = array.addObject()
                    .put("figure", row.figure())
                    .put("value", row.value())
                    .put("unit", row.unit())
                    .put("against", row.against())
                    .put("againstValue", row.againstValue())
                    .put("ratio", row.ratio());
            row.goal().ifPresentOrElse(goal -> json.put("goal", goal), () -> json.putNull("goal"));
            row.held().ifPresentOrElse(held -> json.put("held", held), () -> json.putNull("held"));
        }
        Files.write(file, JSON.writeValueAsBytes(report));
    }

    private static String machine() {
        return "Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    private static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
