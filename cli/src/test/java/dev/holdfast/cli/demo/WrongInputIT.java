package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.event.IssuerId;
import dev.holdfast.trust.CallerToken;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a gateway and an edge say to wrong input, over real HTTP against real processes. Nothing of it changes
/// anything.
class WrongInputIT {
    @TempDir
    private static Path directory;

    private static TestRegion world;
    private static String list;
    private static Map<Integer, Long> before;

    @BeforeAll
    static void start() throws Exception {
        world = TestRegion.start(directory);
        list = world.region.gateway().open(DemoKeys.ACME, "narrow", 1, 1_000);
        EdgeClient edge = world.region.edge("eu-central");
        Awaitility.await("everything so far, at the edge")
                .atMost(Duration.ofSeconds(60))
                .until(() -> positions().values().stream().filter(n -> n > 0).count() == DemoKeys.PARTITIONS
                        && edge.check(new EdgeClient.Question(list, 1)).body().has("evidence"));
        before = positions();
    }

    @AfterAll
    static void stop() throws Exception {
        if (world == null) {
            return; // It did not start, and has said why.
        }
        try {
            assertThat(positions()).as("n of each partition").isEqualTo(before);
        } finally {
            world.close();
        }
    }

    @Test
    void an_unknown_list_and_another_issuers_list_look_the_same() throws Exception {
        Http.Reply unknown = change(DemoKeys.GLOBEX, "globex.nothing", "{\"changes\":[{\"idx\":1,\"status\":1}]}");
        Http.Reply foreign = change(DemoKeys.GLOBEX, list, "{\"changes\":[{\"idx\":1,\"status\":1}]}");
        assertProblem(unknown, 404);
        assertProblem(foreign, 404);
        assertThat(foreign.body().path("title")).isEqualTo(unknown.body().path("title"));
        assertThat(foreign.body().path("type")).isEqualTo(unknown.body().path("type"));
    }

    @Test
    void an_index_out_of_range_is_named() throws Exception {
        Http.Reply reply = change("{\"changes\":[{\"idx\":1000,\"status\":1}]}");
        assertProblem(reply, 422);
        assertThat(reply.body().path("idx").asInt()).isEqualTo(1000);
    }

    @Test
    void a_status_too_wide_for_the_bits_is_refused() throws Exception {
        assertProblem(change("{\"changes\":[{\"idx\":1,\"status\":2}]}"), 422);
        assertProblem(change("{\"changes\":[{\"idx\":1,\"status\":7}]}"), 422);
    }

    @Test
    void malformed_bodies_are_refused() throws Exception {
        for (String body : new String[] {
            "",
            "{",
            "[]",
            "null",
            "{\"changes\":5}",
            "{\"changes\":[]}",
            "{\"changes\":[{\"idx\":-1,\"status\":1}]}",
            "{\"changes\":[{\"idx\":1.5,\"status\":1}]}",
            "{\"changes\":[{\"idx\":1}]}",
            "{\"changes\":[{\"idx\":1,\"status\":1,\"more\":1}]}",
            "{\"changes\":[{\"idx\":1,\"status\":\"GONE\"}]}",
            "{\"changes\":[{\"idx\":1,\"status\":1},{\"idx\":1,\"status\":1}]}"
        }) {
            Http.Reply reply = change(body);
            assertThat(reply.status()).as(body).isBetween(400, 422);
            assertThat(reply.body().path("detail").asText()).as(body).isNotEmpty();
        }
    }

    @Test
    void a_body_of_eleven_megabytes_is_refused_unread() throws Exception {
        assertProblem(change("{\"changes\":[" + " ".repeat(11 << 20) + "]}"), 413);
    }

    @Test
    void callers_without_a_good_token_are_refused_each_with_its_reason() throws Exception {
        String good = token(Instant.now(), DemoKeys.ACME);
        String expired = detail("Bearer " + token(Instant.now().minusSeconds(3600), DemoKeys.ACME));
        String malformed = detail("Bearer not.a.jwt");
        String missing = detail(null);
        String forged = detail("Bearer " + good.substring(0, good.length() - 6) + "AAAAAA");
        assertThat(expired).contains("expired");
        assertThat(new String[] {expired, malformed, missing, forged}).doesNotHaveDuplicates();
    }

    @Test
    void an_edge_answers_bad_questions_with_a_problem_and_unknown_lists_with_unknown() throws Exception {
        String edge = world.region.edgeUrl("eu-west");
        assertProblem(
                Http.send(Http.request(edge + "/v1/check")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"list\":\"" + list + "\",\"idx\":\"1\"}"))
                        .build()),
                400);
        assertProblem(
                Http.send(Http.request(edge + "/v1/check")
                        .POST(HttpRequest.BodyPublishers.ofString("{"))
                        .build()),
                400);
        Http.Reply unknown = world.region.edge("eu-west").check(new EdgeClient.Question("acme.nothing", 1));
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.body().path("status").asText()).isEqualTo("unknown");
        Http.Reply outside = world.region.edge("eu-west").check(new EdgeClient.Question(list, 1000));
        assertThat(outside.body().path("status").asText()).isEqualTo("unknown");
        assertThat(outside.body().path("decision").asText()).isNotEqualTo("accept");
    }

    private static String detail(@Nullable String authorization) throws Exception {
        HttpRequest.Builder request = Http.request(world.region.gatewayUrl() + "/v1/lists/" + list + "/changes")
                .POST(HttpRequest.BodyPublishers.ofString("{\"changes\":[{\"idx\":1,\"status\":1}]}"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        Http.Reply reply = Http.send(request.build());
        assertProblem(reply, 401);
        return reply.body().path("detail").asText();
    }

    private static String token(Instant now, IssuerId issuer) throws Exception {
        return CallerToken.sign(
                issuer,
                DemoKeys.DEPLOYMENT,
                now,
                Duration.ofMinutes(4),
                world.region.keys().callerKey(issuer));
    }

    private static Http.Reply change(String body) throws Exception {
        return change(DemoKeys.ACME, list, body);
    }

    private static Http.Reply change(IssuerId issuer, String to, String body) throws Exception {
        return Http.send(world.region
                .gateway()
                .authorised(issuer, "/v1/lists/" + to + "/changes")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static void assertProblem(Http.Reply reply, int status) {
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.body().path("status").asInt()).isEqualTo(status);
        assertThat(reply.body().path("title").asText()).isNotEmpty();
        assertThat(reply.body().path("detail").asText()).isNotEmpty();
    }

    /// `n` of each partition, once every edge agrees with the others.
    private static Map<Integer, Long> positions() throws Exception {
        Map<Integer, Long> positions = new HashMap<>();
        for (JsonNode partition : world.region.edge("eu-central").partitions()) {
            positions.put(
                    partition.path("partition").asInt(), partition.path("n").asLong());
        }
        return positions;
    }
}
