package dev.holdfast.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks an edge over HTTP. What is not a right answer to a check is an exception.
record Edge(String name, String url) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /// Status, freshness, decision, evidence.
    JsonNode check(String list, int idx) throws IOException, InterruptedException {
        String question =
                JSON.createObjectNode().put("list", list).put("idx", idx).toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/check"))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
        HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(name + " answered a check with HTTP " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    /// The status word, or why there is none.
    String status(String list, int idx) throws InterruptedException {
        try {
            return check(list, idx).path("status").asText();
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }
}
