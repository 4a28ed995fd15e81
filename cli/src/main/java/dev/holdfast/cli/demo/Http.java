package dev.holdfast.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// JSON over HTTP for the demo: one shared client, every call bounded in time.
final class Http {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private Http() {}

    /// A status code, the body as JSON (missing if it is none), and how long the call took.
    record Reply(int status, JsonNode body, long nanos) {}

    static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("Content-Type", "application/json");
    }

    static Reply get(String url) throws IOException, InterruptedException {
        return send(request(url).GET().build());
    }

    static Reply post(String url, JsonNode body) throws IOException, InterruptedException {
        return send(request(url).POST(json(body)).build());
    }

    static Reply send(HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        return reply(CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()), start);
    }

    static CompletableFuture<Reply> sendAsync(HttpRequest request) {
        long start = System.nanoTime();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> reply(response, start));
    }

    static HttpRequest.BodyPublisher json(JsonNode body) {
        try {
            return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always serialises", e);
        }
    }

    static boolean isReady(String url) throws InterruptedException {
        try {
            return get(url + "/q/health/ready").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Reply reply(HttpResponse<byte[]> response, long start) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (IOException notJson) {
            body = JSON.missingNode();
        }
        return new Reply(response.statusCode(), body, System.nanoTime() - start);
    }
}
