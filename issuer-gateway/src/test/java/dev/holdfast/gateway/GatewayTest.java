package dev.holdfast.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Status;
import dev.holdfast.gateway.InMemoryEventLog.Mood;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.CallerToken;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(GatewayTest.WithoutBroker.class)
final class GatewayTest {
    private static int names;

    @Inject
    InMemoryEventLog log;

    private final String list = "list-" + ++names;

    public static final class WithoutBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Path directory;
            try {
                directory = Files.createTempDirectory("gateway");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            World.write(directory);
            return Map.of(
                    "holdfast.gateway.root", directory.resolve("root.json").toString(),
                    "holdfast.gateway.keys", directory.toString(),
                    "holdfast.gateway.kafka", "nowhere.invalid:1",
                    "holdfast.gateway.writer", World.GATEWAY.value(),
                    "quarkus.http.test-port", "0");
        }
    }

    @Singleton
    static final class Logs {
        @Produces
        @Singleton
        InMemoryEventLog log() {
            return new InMemoryEventLog();
        }
    }

    @AfterEach
    void getWell() {
        log.become(Mood.WELL);
        IntStream.range(0, World.PARTITIONS).forEach(log::catchUp);
    }

    private static RequestSpecification acme() {
        return given().header("Authorization", World.bearer(World.ACME, World.CALLER))
                .contentType("application/json");
    }

    private static ValidatableResponse post(String path, String body) {
        return acme().body(body).post("/v1/lists" + path).then();
    }

    private void open() {
        post("", "{\"name\":\"" + list + "\",\"capacity\":4096}").statusCode(201);
    }

    private ValidatableResponse change(String changes) {
        return post("/acme." + list + "/changes", "{\"changes\":[" + changes + "]}");
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status, String name) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:holdfast:problem:" + name), "status", equalTo(status));
    }

    @Test
    void a_list_is_opened_under_its_public_uri() {
        post("", "{\"name\":\"" + list + "\"}")
                .statusCode(201)
                .body("list", equalTo("acme." + list), "uri", equalTo("https://status.example/lists/acme." + list))
                .body("event.stage", equalTo("published"), "event.listVersion", equalTo(1));
        acme().get("/v1/lists/acme." + list)
                .then()
                .body("bits", equalTo(2), "capacity", equalTo(131_072), "version", equalTo(1), "leased", equalTo(0));
    }

    @Test
    void a_list_is_published_as_its_issuer_asks() {
        String uri = "https://status.example/lists/acme." + list;
        post("", opening("\"token-status-list\",\"token-status-list-cwt\""))
                .statusCode(201)
                .body("uri", equalTo(uri))
                .body("publications.format", contains("token-status-list", "token-status-list-cwt"))
                .body("publications.mediaType", contains("application/statuslist+jwt", "application/statuslist+cwt"))
                .body("publications.uri", everyItem(equalTo(uri)));
        acme().get("/v1/lists/acme." + list)
                .then()
                .body("publications.format", contains("token-status-list", "token-status-list-cwt"));
    }

    @Test
    void bits_are_published_under_a_uri_for_each_purpose() {
        String forms = "\"token-status-list\",\"bitstring-vc-jwt/revocation\",\"bitstring-eddsa-jcs-2022/revocation\","
                + "\"bitstring-vc-jwt/suspension\"";
        post("", "{\"name\":\"" + list + "\",\"publications\":[" + forms + "]}")
                .statusCode(201)
                .body("uri", equalTo("https://status.example/lists/acme." + list))
                .body(
                        "publications.uri",
                        contains(
                                "https://status.example/lists/acme." + list,
                                "https://status.example/revocation/acme." + list,
                                "https://status.example/revocation/acme." + list,
                                "https://status.example/suspension/acme." + list));
        problem(post("", opening("\"bitstring-vc-jwt/revocation\"")), 422, "bad-publication")
                .body("detail", containsString("at least 131072 entries"));
        problem(
                        post("", "{\"name\":\"x\",\"bits\":1,\"publications\":[\"bitstring-vc-jwt/suspension\"]}"),
                        422,
                        "bad-publication")
                .body("detail", containsString("no SUSPENDED"));
        String both = "\"bitstring-eddsa-jcs-2022/revocation\",\"bitstring-eddsa-rdfc-2022/revocation\"";
        problem(post("", "{\"name\":\"x\",\"publications\":[" + both + "]}"), 422, "bad-publication")
                .body("detail", containsString("two formats of the media type application/vc"));
    }

    @Test
    void a_retry_that_asks_for_other_publications_is_another_request() {
        String body = opening("\"token-status-list\",\"token-status-list-cwt\"");
        var key = acme().header("Idempotency-Key", "publications-" + list);
        key.body(body).post("/v1/lists").then().statusCode(201);
        key.body(body).post("/v1/lists").then().statusCode(201);
        problem(key.body(opening("\"token-status-list\"")).post("/v1/lists").then(), 422, "idempotency-key-reused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"crl\" | 422 | unknown-format | is none of token-status-list, token-status-list-cwt",
                "7 | 422 | unknown-format | is none of",
                "\"token-status-list/revocation\" | 422 | unknown-format | is none of",
                "\"token-status-list\",\"token-status-list\" | 422 | bad-publication | token-status-list stands twice.",
                "`` | 400 | malformed-request | publications has to be an array of 1 to 8 names."
            })
    void what_a_list_cannot_be_published_as_is_not_written(String names, int status, String name, String why) {
        int before = log.size();
        problem(post("", opening(names)), status, name).body("detail", containsString(why));
        assertThat(log.size()).isEqualTo(before);
    }

    private String opening(String publications) {
        return "{\"name\":\"" + list + "\",\"capacity\":4096,\"publications\":[" + publications + "]}";
    }

    @Test
    void a_change_is_answered_with_its_event() {
        open();
        String id = change("{\"idx\":5,\"status\":\"INVALID\"}")
                .statusCode(201)
                .body("stage", equalTo("published"), "listVersion", equalTo(2))
                .extract()
                .path("id");
        acme().get("/v1/events/" + id).then().statusCode(200).body("stage", equalTo("published"));
        given().header("Authorization", World.bearer(World.OTHER, World.OTHER_CALLER))
                .get("/v1/events/" + id)
                .then()
                .statusCode(404);
    }

    @Test
    void a_change_that_no_checkpoint_covers_in_time_is_appended() {
        open();
        log.become(Mood.UNPUBLISHED);
        change("{\"idx\":5,\"status\":\"INVALID\"}").statusCode(202).body("stage", equalTo("appended"));
    }

    @ParameterizedTest
    @CsvSource({
        "4096, '\"INVALID\"', 422, index-out-of-range",
        "1, 4, 422, status-reserved",
        "1, 12, 422, status-too-wide",
        "1, 256, 422, status-too-wide",
        "7, '\"VALID\"', 409, final"
    })
    void what_the_fold_would_refuse_is_not_written(int idx, String status, int code, String name) {
        open();
        change("{\"idx\":7,\"status\":\"INVALID\"}").statusCode(201);
        int before = log.size();
        problem(change("{\"idx\":2,\"status\":1},{\"idx\":" + idx + ",\"status\":" + status + "}"), code, name)
                .body("idx", equalTo(idx));
        assertThat(log.size()).isEqualTo(before);
    }

    @Test
    void an_index_may_stand_once() {
        open();
        problem(change("{\"idx\":1,\"status\":1},{\"idx\":1,\"status\":1}"), 422, "index-repeated")
                .body("idx", equalTo(1));
    }

    @Test
    void no_changes_and_too_many_changes_are_refused() {
        open();
        problem(change(""), 422, "too-many-changes");
        String many = IntStream.rangeClosed(0, 10_000)
                .mapToObj(idx -> "{\"idx\":" + idx + ",\"status\":1}")
                .collect(Collectors.joining(","));
        problem(change(many), 422, "too-many-changes");
    }

    @Test
    void a_condition_on_a_version_holds_for_the_entry() {
        open();
        change("{\"idx\":5,\"status\":\"SUSPENDED\"}").statusCode(201);
        String reinstate = "{\"changes\":[{\"idx\":5,\"status\":\"VALID\"}]}";
        problem(
                        acme().header("If-Match", "\"1\"")
                                .body(reinstate)
                                .post("/v1/lists/acme." + list + "/changes")
                                .then(),
                        412,
                        "entry-changed")
                .body("idx", equalTo(5));
        acme().header("If-Match", "\"2\"")
                .body(reinstate)
                .post("/v1/lists/acme." + list + "/changes")
                .then()
                .statusCode(201)
                .body("listVersion", equalTo(3));
    }

    @Test
    void a_retired_list_takes_nothing() {
        open();
        acme().post("/v1/lists/acme." + list + "/retire").then().statusCode(201);
        problem(change("{\"idx\":1,\"status\":1}"), 409, "list-retired");
        problem(post("/acme." + list + "/entries", "{\"count\":1}"), 409, "list-retired");
    }

    @Test
    void a_foreign_list_and_an_unknown_one_look_alike() {
        open();
        String foreign = given().header("Authorization", World.bearer(World.OTHER, World.OTHER_CALLER))
                .get("/v1/lists/acme." + list)
                .then()
                .statusCode(404)
                .extract()
                .asString();
        for (String unknown : List.of("other.none", "acme.none", "not%20a%20name")) {
            given().header("Authorization", World.bearer(World.OTHER, World.OTHER_CALLER))
                    .get("/v1/lists/" + unknown)
                    .then()
                    .statusCode(404)
                    .body(equalTo(foreign));
        }
    }

    @Test
    void a_retry_is_answered_with_the_original() {
        open();
        String body = "{\"changes\":[{\"idx\":5,\"status\":1}]}";
        String path = "/v1/lists/acme." + list + "/changes";
        String first = acme().header("Idempotency-Key", "k")
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .extract()
                .asString();
        acme().header("Idempotency-Key", "k")
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .body(equalTo(first));
        problem(
                acme().header("Idempotency-Key", "k")
                        .body("{\"changes\":[{\"idx\":6,\"status\":1}]}")
                        .post(path)
                        .then(),
                422,
                "idempotency-key-reused");
    }

    @Test
    void an_append_that_fails_is_said_to_be_unknown_and_the_retry_is_harmless() {
        open();
        String body = "{\"changes\":[{\"idx\":5,\"status\":1}]}";
        String path = "/v1/lists/acme." + list + "/changes";
        log.become(Mood.SAVED_BUT_FAILED);
        String id = problem(
                        acme().header("Idempotency-Key", "k")
                                .body(body)
                                .post(path)
                                .then(),
                        503,
                        "outcome-unknown")
                .header("Retry-After", equalTo("2"))
                .extract()
                .path("event");
        getWell();
        acme().header("Idempotency-Key", "k")
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .body("id", equalTo(id), "listVersion", equalTo(2));
    }

    @Test
    void an_append_that_never_happened_is_made_good_by_the_retry() {
        open();
        log.become(Mood.FAILED);
        problem(change("{\"idx\":5,\"status\":1}"), 503, "outcome-unknown");
        log.become(Mood.WELL);
        change("{\"idx\":5,\"status\":1}").statusCode(201).body("listVersion", equalTo(2));
    }

    @Test
    void a_log_that_says_nothing_is_waited_for_five_seconds() {
        open();
        log.become(Mood.SILENT);
        long before = System.nanoTime();
        problem(change("{\"idx\":5,\"status\":1}"), 503, "outcome-unknown");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(8));
    }

    @Test
    void entries_are_handed_out_once_and_to_the_last() {
        open();
        Set<Integer> all = new TreeSet<>();
        for (int count : List.of(1, 1_500, 2_000, 595)) {
            List<Integer> indexes = post("/acme." + list + "/entries", "{\"count\":" + count + "}")
                    .statusCode(201)
                    .body("indexes", hasSize(count))
                    .body("indexes", everyItem(both(greaterThanOrEqualTo(0)).and(lessThan(4_096))))
                    .extract()
                    .path("indexes");
            all.addAll(indexes);
        }
        assertThat(all).hasSize(4_096);
        problem(post("/acme." + list + "/entries", "{\"count\":1}"), 409, "list-full")
                .body("left", equalTo(0));
    }

    @Test
    void a_block_that_another_writer_took_is_left_alone() {
        var id = new ListId("acme." + list);
        open();
        int home = Partitioning.of(id, World.PARTITIONS);
        log.put(home, World.signedBy("gateway-2", id, World.lease(0, 4_000)));
        post("/acme." + list + "/entries", "{\"count\":96}").statusCode(201).body("indexes", hasSize(96));
        problem(post("/acme." + list + "/entries", "{\"count\":1}"), 409, "list-full");
    }

    @Test
    void a_change_of_another_writer_counts() {
        var id = new ListId("acme." + list);
        open();
        int home = Partitioning.of(id, World.PARTITIONS);
        log.put(home, World.signedBy("gateway-2", id, World.change(9, Status.INVALID)));
        problem(change("{\"idx\":9,\"status\":0}"), 409, "final");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"x\",\"more\":1}|400|malformed-request",
                "{\"name\":\"x\",\"name\":\"y\"}|400|malformed-request",
                "{\"name\":|400|malformed-request",
                "[]|400|malformed-request",
                "{\"name\":7}|400|malformed-request",
                "{\"name\":\"UPPER\"}|422|bad-name",
                "{\"name\":\"x\",\"bits\":3}|422|bad-shape",
                "{\"name\":\"x\",\"capacity\":1048577}|422|out-of-range",
                "{\"name\":\"x\",\"capacity\":0}|422|out-of-range"
            })
    void a_wrong_request_gets_its_own_problem(String body, int status, String name) {
        problem(post("", body), status, name);
    }

    @Test
    void a_list_that_exists_is_not_opened_again() {
        open();
        problem(post("", "{\"name\":\"" + list + "\",\"capacity\":4096}"), 409, "list-exists");
    }

    @Test
    void a_wrong_idempotency_key_is_refused() {
        problem(
                acme().header("Idempotency-Key", "a".repeat(129))
                        .body("{\"name\":\"" + list + "\"}")
                        .post("/v1/lists")
                        .then(),
                400,
                "malformed-request");
    }

    @Test
    void a_header_that_decides_stands_once_and_says_something() {
        for (String name : List.of("Authorization", "Idempotency-Key", "If-Match")) {
            problem(
                            acme().header(name, "\"1\"")
                                    .header(name, "\"1\"")
                                    .get("/v1/lists")
                                    .then(),
                            400,
                            "malformed-request")
                    .body("detail", containsString(name));
        }
        problem(acme().header("Idempotency-Key", " ").get("/v1/lists").then(), 400, "malformed-request");
    }

    @Test
    void an_allocation_takes_no_idempotency_key_rather_than_ignore_it() {
        open();
        problem(
                acme().header("Idempotency-Key", "once")
                        .body("{\"count\":1}")
                        .post("/v1/lists/acme." + list + "/entries")
                        .then(),
                400,
                "malformed-request");
    }

    @Test
    void a_body_that_does_not_come_to_its_end_is_not_waited_for() throws Exception {
        try (Socket slow = new Socket("localhost", RestAssured.port)) {
            String head = "POST /v1/lists HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                    + "Authorization: " + World.bearer(World.ACME, World.CALLER) + "\r\nContent-Length: 100\r\n\r\n{";
            slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("request-too-slow");
        }
    }

    @Test
    void a_body_above_the_limit_is_refused_however_it_comes() throws Exception {
        byte[] body = new byte[11_000_000];
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (var version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
                for (var publisher : List.of(
                        HttpRequest.BodyPublishers.ofByteArray(body),
                        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
                    HttpResponse<String> response = client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/lists"))
                                    .version(version)
                                    .header("Authorization", World.bearer(World.ACME, World.CALLER))
                                    .header("Content-Type", "application/json")
                                    .POST(publisher)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(response.statusCode()).isEqualTo(413);
                    assertThat(response.body()).contains("body-too-large");
                }
            }
        }
    }

    @Test
    void a_caller_without_a_good_token_learns_why() {
        problem(given().get("/v1/lists").then(), 401, "no-credentials")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"holdfast\""));
        refused("Bearer nonsense", "not a compact JWS");
        refused("Basic eDp5", "not a bearer token");
        refused("Bearer " + token(Instant.now().minusSeconds(300), 200, World.CALLER), "has expired");
        refused("Bearer " + token(Instant.now(), 301, World.CALLER), "lives longer");
        refused("Bearer " + token(Instant.now().plusSeconds(90), 60, World.CALLER), "in the future");
        refused("Bearer " + token(Instant.now(), 60, World.OTHER_CALLER), "another issuer");
        refused("Bearer " + token(Instant.now(), 60, World.COMMANDS), "no issuer has the key");
        String good = World.bearer(World.ACME, World.CALLER);
        refused(good.substring(0, good.length() - 8) + "AAAAAAAA", "does not verify");
    }

    private static String token(Instant at, long seconds, Ed25519Signer key) {
        return CallerToken.sign(World.ACME, World.DEPLOYMENT, at, Duration.ofSeconds(seconds), key);
    }

    private static void refused(String authorization, String why) {
        problem(given().header("Authorization", authorization).get("/v1/lists").then(), 401, "invalid-token")
                .body("detail", containsString(why))
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
    }

    @Test
    void the_framework_s_own_errors_are_problems_too() {
        problem(acme().get("/v1/nothing").then(), 404, "not-found");
        problem(acme().delete("/v1/lists").then(), 405, "method-not-allowed");
        problem(acme().contentType("text/plain").body("x").post("/v1/lists").then(), 415, "unsupported-media-type");
    }

    @Test
    void it_is_ready_once_the_log_is_read() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("holdfast_gateway_events_folded"), containsString("holdfast_gateway_checkpoints"));
    }

    @Test
    void an_event_nobody_knows_is_not_found() {
        problem(acme().get("/v1/events/01920000-0000-7000-8000-000000000000").then(), 404, "unknown-event")
                .body("event", nullValue());
        problem(acme().get("/v1/events/nonsense").then(), 404, "unknown-event");
    }
}
