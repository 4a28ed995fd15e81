package dev.holdfast.schema.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Answers as it is told, mostly wrongly. What a registry does when all is well is tested with a real one.
public final class FaultyRegistry implements AutoCloseable {
    private static final String TYPE = "application/vnd.schemaregistry.v1+json";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Function<Asked, Answer> script;

    public FaultyRegistry(Function<Asked, Answer> script) throws IOException {
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static FaultyRegistry answering(int status, String body) throws IOException {
        return new FaultyRegistry(_ -> new Answer(status, body));
    }

    public static FaultyRegistry silent() throws IOException {
        return new FaultyRegistry(_ -> Answer.NEVER);
    }

    /// A request as it came; the URI is not decoded.
    public record Asked(
            String method, String uri, Optional<String> authorization, Optional<String> contentType, String body) {}

    /// @param contentType empty for none
    /// @param missing how many of the announced bytes never come
    public record Answer(int status, String contentType, String body, int missing) {
        static final Answer NEVER = new Answer(0, "", "", 0);

        public Answer(int status, String body) {
            this(status, TYPE, body, 0);
        }
    }

    public void becomes(Function<Asked, Answer> other) {
        script = other;
    }

    public List<Asked> asked() {
        return asked;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    uri.getRawPath() + query,
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            Answer answer = script.apply(request);
            if (answer.equals(Answer.NEVER)) {
                closed.await();
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            if (!answer.contentType().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            }
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(answer.status(), body.length + answer.missing());
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
