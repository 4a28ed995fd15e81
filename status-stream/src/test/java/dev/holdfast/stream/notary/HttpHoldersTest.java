package dev.holdfast.stream.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.stream.TestWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Holders over real HTTP: the good one, and each kind of bad one beside it.
@Timeout(30)
class HttpHoldersTest {
    private static final SignedHeader ENVELOPE = SignedHeader.sign(new byte[] {1, 2, 3}, TestWorld.key(4));

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        answer("/good", 200, ENVELOPE.toBytes());
        answer("/other", 200, ENVELOPE.toBytes());
        answer("/empty", 404, new byte[0]);
        answer("/junk", 200, new byte[] {9, 9});
        answer("/long", 200, new byte[SignedHeader.MAX_BYTES + 1]);
        answer("/broken", 500, new byte[0]);
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.close();
    }

    @Test
    void what_is_held_is_asked_of_all() throws Exception {
        try (HttpHolders holders = holders("/good", "/other", "/empty")) {
            assertThat(holders.of(List.of(0, 5)))
                    .containsEntry(0, List.of(ENVELOPE, ENVELOPE))
                    .containsEntry(5, List.of(ENVELOPE, ENVELOPE));
        }
    }

    @Test
    void to_hold_nothing_is_an_answer() throws Exception {
        try (HttpHolders holders = holders("/empty")) {
            assertThat(holders.of(List.of(3))).isEmpty();
        }
    }

    @Test
    void one_that_answers_is_enough() throws Exception {
        try (HttpHolders holders = holders("/drip", "/junk", "/long", "/broken", "/good")) {
            assertThat(holders.of(List.of(3))).containsEntry(3, List.of(ENVELOPE));
        }
    }

    @Test
    void without_one_that_answers_nothing_is_known() {
        for (String path : List.of("/drip", "/junk", "/long", "/broken")) {
            try (HttpHolders holders = holders(path)) {
                assertThatThrownBy(() -> holders.of(List.of(3)))
                        .as(path)
                        .isInstanceOf(NoHolderAnswers.class)
                        .hasMessageContaining(path);
            }
        }
    }

    @Test
    void without_any_nothing_is_asked() throws Exception {
        try (HttpHolders holders = holders()) {
            assertThat(holders.of(List.of(3))).isEmpty();
        }
    }

    private HttpHolders holders(String... paths) {
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        return new HttpHolders(
                List.of(paths).stream().map(path -> URI.create(base + path)).toList());
    }

    private void answer(String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            try (HttpExchange answering = exchange) {
                answering.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                answering.getResponseBody().write(body);
            }
        });
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
