package dev.holdfast.stream.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.stream.figures.Standing;
import dev.holdfast.stream.health.Program.Fold;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private final Standing standing = new Standing(() -> Instant.EPOCH);
    private final HttpClient client = HttpClient.newHttpClient();
    private Program program = new Program(false, Fold.FOLDING, false);
    private HealthServer server;

    @BeforeEach
    void start() throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HealthServer.start(anywhere, () -> "some_total 1.0\n", new Health(() -> program, standing));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void metrics_are_given_in_the_text_format() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("some_total 1.0\n");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void who_is_behind_is_alive_and_not_ready() throws Exception {
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        program = new Program(false, Fold.JOINING, false);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(ready).at("/checks/1/data").has("joining")).isTrue();
        program = new Program(false, Fold.ENDED, false);
        assertThat(get("/health/live").statusCode()).isEqualTo(503);
    }

    @Test
    void a_head_has_the_length_and_no_body() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(uri("/metrics")).HEAD().build();
        HttpResponse<String> answer = client.send(head, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue("some_total 1.0\n".length());
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void another_path_is_a_problem_also_below_one_that_exists() throws Exception {
        for (String path : new String[] {"/", "/metricsx", "/metrics/", "/health", "/health/live/../ready"}) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(json(answer).path("title").asText()).isEqualTo("Not Found");
            assertThat(json(answer).path("status").asInt()).isEqualTo(404);
        }
    }

    @Test
    void nothing_is_taken() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri("/metrics"))
                .POST(BodyPublishers.ofByteArray(new byte[1 << 20]))
                .build();
        HttpResponse<String> answer = client.send(post, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    @Tag("long")
    void a_request_that_does_not_end_is_hung_up_on() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(4 * Math.toIntExact(HealthServer.MOST_REQUEST.toMillis()));
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: h\r\nX: ".getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }
}
