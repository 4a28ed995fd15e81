package dev.holdfast.stream.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.stream.health.Health.Report;
import java.util.Locale;

/// Reports in the shape of MicroProfile Health 4.0, as the gateway and the edges give theirs, and problems in that of
/// RFC 9457.
final class HealthJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HealthJson() {}

    static byte[] live(Report report) {
        ObjectNode json = begin(report.works());
        addWork(json.putArray("checks"), report);
        return bytes(json);
    }

    static byte[] ready(Report report) {
        ObjectNode json = begin(report.isCurrent());
        ArrayNode checks = json.putArray("checks");
        addWork(checks, report);
        ObjectNode current = checks.addObject()
                .put("name", "is-current")
                .put("status", status(report.behind().isEmpty()));
        ObjectNode data = current.putObject("data");
        report.behind().forEach((what, partitions) -> {
            ArrayNode numbers = data.putArray(what.wireName());
            partitions.forEach(numbers::add);
        });
        return bytes(json);
    }

    static byte[] problem(int status, String title, String detail) {
        return bytes(JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail));
    }

    private static ObjectNode begin(boolean up) {
        return JSON.createObjectNode().put("status", status(up));
    }

    private static void addWork(ArrayNode checks, Report report) {
        ObjectNode work = checks.addObject().put("name", "can-work").put("status", status(report.works()));
        work.putObject("data")
                .put("fold", report.program().fold().name().toLowerCase(Locale.ROOT))
                .put("notary", report.program().signs() ? "here" : "elsewhere");
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values", e);
        }
    }
}
