package dev.holdfast.schema.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One request of the protocol, at whichever address answers it. Bounded in time and in the size of the answer;
/// follows no redirect, which could carry credentials elsewhere. Thread-safe.
final class RegistryCalls implements AutoCloseable {
    /// The longest answer that is read, in bytes.
    static final int MAX_BODY = 1 << 20;

    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Set<String> UNDERSTOOD =
            Set.of(CONTENT_TYPE, "application/vnd.schemaregistry+json", "application/json");
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistrySettings settings;
    private final HttpClient http;
    private volatile int first;

    RegistryCalls(RegistrySettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// Asks the address that answered last, then the others.
    ///
    /// @param path with its query, escaped; begins with a slash
    JsonNode call(String method, String path, Optional<JsonNode> body)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        long deadline = System.nanoTime() + settings.call().toNanos();
        int start = first;
        int count = settings.bases().size();
        RegistryUnavailable last = new RegistryUnavailable("no time was left to ask the schema registry");
        for (int i = 0; i < count; i++) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            int at = (start + i) % count;
            try {
                long patience = Math.min(left, settings.attempt().toNanos());
                JsonNode answer = ask(settings.bases().get(at), method, path, body, patience);
                first = at;
                return answer;
            } catch (RegistryUnavailable e) {
                last = e;
            }
        }
        throw last;
    }

    private JsonNode ask(URI base, String method, String path, Optional<JsonNode> body, long nanos)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Accept", CONTENT_TYPE + ", application/json")
                .method(
                        method,
                        body.map(json -> HttpRequest.BodyPublishers.ofString(json.toString()))
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        body.ifPresent(_ -> request.header("Content-Type", CONTENT_TYPE));
        settings.credentials().authorization().ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request.build(), HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY));
        try {
            return read(base, answer.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new RegistryUnavailable("the schema registry at " + base + " does not answer in time", e);
        } catch (ExecutionException e) {
            throw new RegistryUnavailable("the schema registry at " + base + " does not answer: " + why(e), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static JsonNode read(URI base, HttpResponse<byte[]> response) throws RegistryRefused, RegistryUnavailable {
        int status = response.statusCode();
        if (status / 100 == 2) {
            requireUnderstood(base, response);
            JsonNode body = json(response.body());
            if (body.isMissingNode()) {
                throw new RegistryUnavailable(base + " does not speak the registry's protocol: no JSON came");
            }
            return body;
        }
        JsonNode problem = json(response.body());
        String said = problem.path("message").asText("");
        String what = "the schema registry at " + base + " answers HTTP " + status
                + (said.isEmpty() ? "" : ": " + oneLine(said));
        if (status / 100 == 3) {
            throw new RegistryUnavailable(what + ", a redirect, which is not followed: name the final address");
        }
        if (isPassing(status)) {
            throw new RegistryUnavailable(what);
        }
        throw new RegistryRefused(
                RegistryRefused.Reason.of(status, problem.path("error_code").asInt()), what);
    }

    /// Whether another address, or the same one later, may answer otherwise.
    private static boolean isPassing(int status) {
        return switch (status) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /// A proxy's friendly page with status 200 is no registry.
    private static void requireUnderstood(URI base, HttpResponse<byte[]> response) throws RegistryUnavailable {
        String type = response.headers().firstValue("Content-Type").orElse("");
        String essence = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!UNDERSTOOD.contains(essence)) {
            throw new RegistryUnavailable(base + " does not speak the registry's protocol: it answers with "
                    + (essence.isEmpty() ? "no content type" : oneLine(essence)));
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode parsed = JSON.readTree(body);
            return parsed == null ? JSON.missingNode() : parsed;
        } catch (JacksonException e) {
            return JSON.missingNode();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    private static String why(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : oneLine(message);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
