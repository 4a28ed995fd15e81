package dev.holdfast.stream.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.stream.health.Health.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers `GET /metrics` (Prometheus text format 0.0.4), `/health/live` and `/health/ready`; anything else gets a
/// problem (RFC 9457). It takes no body, changes nothing and shows no key: figures, partition numbers and states only.
public final class HealthServer implements AutoCloseable {
    /// Connections at a time, and how long a request and an answer may take.
    static final int MOST_CONNECTIONS = 64;

    static final Duration MOST_REQUEST = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService workers;
    private final Supplier<String> metrics;
    private final Health health;

    private HealthServer(HttpServer server, ExecutorService workers, Supplier<String> metrics, Health health) {
        this.server = server;
        this.workers = workers;
        this.metrics = metrics;
        this.health = health;
    }

    /// @throws IOException if it cannot listen there
    public static HealthServer start(InetSocketAddress at, Supplier<String> metrics, Health health) throws IOException {
        limit("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
        limit("sun.net.httpserver.maxReqTime", MOST_REQUEST.toSeconds());
        limit("sun.net.httpserver.maxRspTime", MOST_REQUEST.toSeconds());
        limit("sun.net.httpserver.maxReqHeaderSize", 8 << 10);
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(at, MOST_CONNECTIONS);
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(workers);
        HealthServer started = new HealthServer(server, workers, metrics, health);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    /// The JDK's server reads its limits from there, once, when the first one is made.
    private static void limit(String property, long value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Long.toString(value));
        }
    }

    /// The port that it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, PROBLEM, HealthJson.problem(405, "Method Not Allowed", "only GET and HEAD"));
                return;
            }
            answer(exchange, exchange.getRequestURI().getPath());
        } catch (RuntimeException e) {
            LOG.warn("no answer to a request", e);
            throw e;
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/metrics" -> send(exchange, 200, PROMETHEUS, metrics.get().getBytes(StandardCharsets.UTF_8));
            case "/health/live" -> {
                Report report = health.report();
                send(exchange, report.works() ? 200 : 503, JSON, HealthJson.live(report));
            }
            case "/health/ready" -> {
                Report report = health.report();
                send(exchange, report.isCurrent() ? 200 : 503, JSON, HealthJson.ready(report));
            }
            default -> send(exchange, 404, PROBLEM, HealthJson.problem(404, "Not Found", "nothing is at this path"));
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.close();
    }
}
