package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks one edge. Safe for concurrent use.
///
/// @param region the edge's name
public record EdgeClient(String region, String url) {
    /// Entries to ask about.
    record Question(String list, int idx) {}

    /// One check.
    Http.Reply check(Question question) throws IOException, InterruptedException {
        return Http.post(url + "/v1/check", json(question));
    }

    CompletableFuture<Http.Reply> checkAsync(Question question) {
        return Http.sendAsync(
                Http.request(url + "/v1/check").POST(Http.json(json(question))).build());
    }

    /// Many checks in one request, answers in the order of the questions.
    Http.Reply checks(List<Question> questions) throws IOException, InterruptedException {
        ObjectNode body = Http.JSON.createObjectNode();
        ArrayNode checks = body.putArray("checks");
        questions.forEach(question -> checks.add(json(question)));
        return Http.post(url + "/v1/checks", body);
    }

    /// What the edge holds, by partition.
    public JsonNode partitions() throws IOException, InterruptedException {
        return Http.get(url + "/v1/partitions").body().path("partitions");
    }

    public JsonNode stats() throws IOException, InterruptedException {
        return Http.get(url + "/v1/stats").body();
    }

    /// The edge's own record of what became visible when, after a position in it.
    JsonNode applied(long after, int limit) throws IOException, InterruptedException {
        return Http.get(url + "/v1/applied?after=" + after + "&limit=" + limit).body();
    }

    private static ObjectNode json(Question question) {
        return Http.JSON.createObjectNode().put("list", question.list()).put("idx", question.idx());
    }
}
