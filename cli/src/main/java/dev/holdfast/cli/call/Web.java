package dev.holdfast.cli.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// JSON over HTTP. Every call is bounded in time and in the size of its answer.
public final class Web {
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LAST_PORT = 65_535;
    private static final int MAX_BODY = 4 << 20;

    private Web() {}

    /// An answer with a JSON body.
    public record Reply(int status, JsonNode body) {
        public boolean isOk() {
            return status / 100 == 2;
        }

        /// What a problem (RFC 9457) or any other refusal says.
        public String problem() {
            for (String member : new String[] {"detail", "title", "error"}) {
                if (body.path(member).isTextual()) {
                    return body.path(member).textValue();
                }
            }
            return "HTTP status " + status;
        }
    }

    public static HttpRequest.Builder to(String base, String path) throws Failure {
        String url = base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path;
        try {
            URI uri = URI.create(url);
            if (uri.getPort() > LAST_PORT || uri.getPort() == 0) {
                throw Failure.usage("no port has the number " + uri.getPort());
            }
            return HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", "application/json");
        } catch (IllegalArgumentException e) {
            throw Failure.usage("not an http address: " + base);
        }
    }

    public static HttpRequest.Builder post(HttpRequest.Builder request, JsonNode body) {
        try {
            return request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always serialises", e);
        }
    }

    public static Reply send(HttpRequest request) throws Failure, InterruptedException {
        String where = request.uri().getScheme() + "://" + request.uri().getAuthority();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build()) {
            CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY));
            try {
                // The request's own limit ends with the head of the answer.
                HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                return new Reply(response.statusCode(), json(response));
            } catch (TimeoutException e) {
                client.shutdownNow();
                throw Failure.unreachable(where + " does not answer in time");
            } catch (ExecutionException e) {
                throw unanswered(where, e.getCause());
            }
        }
    }

    private static Failure unanswered(String where, @Nullable Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return Failure.unreachable(where + " does not answer in time");
        }
        return cause instanceof ConnectException
                ? Failure.unreachable(where + " cannot be reached")
                : Failure.unreachable(where + " does not answer: " + (cause == null ? "" : cause.getMessage()));
    }

    /// The body; missing if it is not JSON and the status already says that something is wrong.
    private static JsonNode json(HttpResponse<byte[]> response) throws Failure {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // Not JSON: handled below like any other body that is not an object.
        }
        if (response.statusCode() / 100 == 2) {
            throw Failure.unreachable(response.uri().getAuthority() + " does not speak Holdfast: no JSON object came");
        }
        return JSON.missingNode();
    }
}
