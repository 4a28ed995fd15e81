package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Status;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.CallerToken;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Calls a gateway as one of the demo's issuers. Safe for concurrent use.
public final class IssuerClient {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(4);
    private static final Duration TOKEN_USE = Duration.ofMinutes(2);

    private final String url;
    private final DemoKeys keys;
    private final Map<IssuerId, Bearer> bearers = new ConcurrentHashMap<>();

    public IssuerClient(String url, DemoKeys keys) {
        this.url = url;
        this.keys = keys;
    }

    private record Bearer(String token, Instant useUntil) {}

    /// Opens a list and returns its id.
    public String open(IssuerId issuer, String name, int bits, int capacity) throws IOException, InterruptedException {
        ObjectNode body =
                Http.JSON.createObjectNode().put("name", name).put("bits", bits).put("capacity", capacity);
        Http.Reply reply = expect(Http.send(post(issuer, "/v1/lists", body, "open-" + name)), "list " + name);
        return reply.body().path("list").asText();
    }

    /// Opens a list without waiting for it.
    CompletableFuture<Http.Reply> openAsync(IssuerId issuer, String name, int bits, int capacity) {
        ObjectNode body =
                Http.JSON.createObjectNode().put("name", name).put("bits", bits).put("capacity", capacity);
        return Http.sendAsync(post(issuer, "/v1/lists", body, "open-" + name));
    }

    /// Takes entries of a list.
    public List<Integer> allocate(String list, int count) throws IOException, InterruptedException {
        ObjectNode body = Http.JSON.createObjectNode().put("count", count);
        Http.Reply reply = expect(
                Http.send(post(issuerOf(list), "/v1/lists/" + list + "/entries", body, null)), "entries of " + list);
        List<Integer> indexes = new ArrayList<>();
        reply.body().path("indexes").forEach(index -> indexes.add(index.asInt()));
        return indexes;
    }

    /// Asks for one entry's new status.
    CompletableFuture<Http.Reply> change(String list, int idx, Status status, String idempotencyKey) {
        ObjectNode body = Http.JSON.createObjectNode();
        body.putArray("changes").addObject().put("idx", idx).put("status", status.code());
        return Http.sendAsync(post(issuerOf(list), "/v1/lists/" + list + "/changes", body, idempotencyKey));
    }

    /// Asks for one entry's new status and waits for the answer.
    public JsonNode changeNow(String list, int idx, Status status, String idempotencyKey)
            throws IOException, InterruptedException {
        ObjectNode body = Http.JSON.createObjectNode();
        body.putArray("changes").addObject().put("idx", idx).put("status", status.code());
        return expect(
                        Http.send(post(issuerOf(list), "/v1/lists/" + list + "/changes", body, idempotencyKey)),
                        "change of " + list)
                .body();
    }

    /// Where an event stands.
    Http.Reply event(String list, String id) throws IOException, InterruptedException {
        return Http.send(authorised(issuerOf(list), "/v1/events/" + id).GET().build());
    }

    /// A request of an issuer, for tests that ask what they should not.
    HttpRequest post(IssuerId issuer, String path, JsonNode body, @Nullable String idempotencyKey) {
        HttpRequest.Builder request = authorised(issuer, path).POST(Http.json(body));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return request.build();
    }

    HttpRequest.Builder authorised(IssuerId issuer, String path) {
        return Http.request(url + path).header("Authorization", "Bearer " + bearer(issuer));
    }

    private String bearer(IssuerId issuer) {
        Instant now = Instant.now();
        return bearers.compute(
                        issuer,
                        (_, held) -> held != null && now.isBefore(held.useUntil())
                                ? held
                                : new Bearer(
                                        CallerToken.sign(issuer, DemoKeys.DEPLOYMENT, now, TOKEN_LIFE, caller(issuer)),
                                        now.plus(TOKEN_USE)))
                .token();
    }

    private Signer caller(IssuerId issuer) {
        try {
            return keys.callerKey(issuer);
        } catch (IOException | DemoFailure e) {
            throw new IllegalStateException("the demo's own keys are readable", e);
        }
    }

    private static IssuerId issuerOf(String list) {
        return new IssuerId(list.substring(0, list.indexOf('.')));
    }

    private static Http.Reply expect(Http.Reply reply, String what) throws IOException {
        if (reply.status() != 201 && reply.status() != 202 && reply.status() != 200) {
            throw new IOException(what + ": HTTP " + reply.status() + " " + reply.body());
        }
        return reply;
    }
}
