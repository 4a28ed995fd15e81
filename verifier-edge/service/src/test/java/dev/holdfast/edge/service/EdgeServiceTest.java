package dev.holdfast.edge.service;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Bytes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FilledStore.class)
class EdgeServiceTest {
    private static final Pattern TTL = Pattern.compile("\"ttl\":(\\d+)");
    private static final String URI = "https://status.example/lists/acme.pid";

    private static ValidatableResponse check(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/v1/check")
                .then();
    }

    private static void problem(ValidatableResponse response, int status, String detail) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("detail", containsString(detail));
    }

    @Test
    void a_claim_gets_an_answer_with_evidence() {
        check("{\"status_list\":{\"uri\":\"" + URI + "\",\"idx\":3,\"x\":[{}]},\"policy\":\"standard\"}")
                .statusCode(200)
                .body("status", equalTo("invalid"))
                .body("code", equalTo(1))
                .body("freshness", matchesPattern("fresh|stale"))
                .body("ageMillis", greaterThan(-1))
                .body("decision", equalTo("reject"))
                .body("reasons", hasItem("status invalid"))
                .body("evidence.list", equalTo("acme.pid"))
                .body("evidence.idx", equalTo(3))
                .body("evidence.epoch", equalTo(1))
                .body("evidence.n", greaterThan(2))
                .body("evidence.iat", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"))
                .body("evidence.listVersion", equalTo(3))
                .body("evidence.keyId", matchesPattern("[\\w-]{43}"))
                .body("edge", equalTo("eu-west"));
    }

    @Test
    void the_short_forms_and_the_other_statuses() {
        check("{\"uri\":\"" + URI + "\",\"idx\":4}")
                .body("status", equalTo("suspended"))
                .body("decision", equalTo("reject"));
        check("{\"idx\":5,\"list\":\"acme.pid\"}")
                .body("status", equalTo("valid"))
                .body("decision", equalTo("accept"));
        check("{\"idx\":5,\"list\":\"acme.pid\",\"policy\":\"strict\"}").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uri\":\"https://status.example/lists/no.such\",\"idx\":0}",
                "{\"list\":\"no such list\",\"idx\":0}",
                "{\"list\":\"acme.pid\",\"idx\":20000}",
                "{\"list\":\"acme.pid\",\"idx\":99999999999999999999}"
            })
    void what_nobody_can_know_is_answered_with_unknown(String body) {
        check(body)
                .statusCode(200)
                .body("status", equalTo("unknown"))
                .body("freshness", equalTo("none"))
                .body("decision", equalTo("refer"))
                .body("edge", equalTo("eu-west"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"uri\":\"x\"}",
                "{\"idx\":1}",
                "{\"uri\":\"x\",\"list\":\"y\",\"idx\":1}",
                "{\"uri\":5,\"idx\":1}",
                "{\"uri\":\"x\",\"idx\":-1}",
                "{\"uri\":\"x\",\"idx\":-99999999999999}",
                "{\"uri\":\"x\",\"idx\":1.5}",
                "{\"uri\":\"x\",\"idx\":\"1\"}",
                "{\"uri\":\"x\",\"idx\":1,\"idx\":2}",
                "{\"uri\":\"x\",\"idx\":1,\"recept\":true}",
                "{\"status_list\":{\"uri\":\"x\",\"idx\":1},\"idx\":2}",
                "{\"status_list\":7}",
                "{\"uri\":\"x\",\"idx\":1} {}"
            })
    void a_malformed_question_is_a_problem(String body) {
        problem(check(body), 400, "");
    }

    @Test
    void an_unknown_policy_is_a_problem() {
        problem(check("{\"uri\":\"x\",\"idx\":1,\"policy\":\"lax\"}"), 400, "unknown policy");
    }

    @Test
    void a_body_that_is_too_long_is_a_problem() {
        problem(check("{\"uri\":\"" + "x".repeat(70_000) + "\"}"), 413, "longer");
        problem(check("{\"uri\":\"" + "x".repeat(11_000_000) + "\"}"), 413, "longer");
    }

    @Test
    void many_checks_are_answered_in_order() {
        String body = "{\"checks\":[{\"list\":\"acme.pid\",\"idx\":3},{\"list\":\"acme.pid\",\"idx\":4},"
                + "{\"list\":\"acme.none\",\"idx\":5}]}";
        given().contentType("application/json")
                .body(body)
                .post("/v1/checks")
                .then()
                .statusCode(200)
                .body("answers.status", contains("invalid", "suspended", "unknown"));
    }

    @Test
    void too_many_checks_or_a_bad_one_are_a_problem() {
        String one = "{\"list\":\"acme.pid\",\"idx\":3}";
        String many = "{\"checks\":[" + String.join(",", Collections.nCopies(1001, one)) + "]}";
        problem(given().body(many).post("/v1/checks").then(), 400, "more than 1000");
        problem(given().body("{\"checks\":[" + one + ",{}]}").post("/v1/checks").then(), 400, "checks[1]");
        problem(given().body("{\"check\":[]}").post("/v1/checks").then(), 400, "not {\"checks\"");
    }

    @Test
    void lists_are_described() {
        given().get("/v1/lists").then().statusCode(200).body("lists", hasSize(3));
        given().get("/v1/lists/acme.pid")
                .then()
                .statusCode(200)
                .body("id", equalTo("acme.pid"))
                .body("version", equalTo(3))
                .body("epoch", equalTo(1))
                .body("bits", equalTo(2))
                .body("capacity", equalTo(20_000))
                .body("publications[0].format", equalTo("token-status-list"))
                .body("publications[0].path", equalTo("/lists/acme.pid"));
        problem(given().get("/v1/lists/acme.none").then(), 404, "no list");
    }

    @Test
    void partitions_are_described_and_their_checkpoints_given_out() throws Exception {
        given().get("/v1/partitions")
                .then()
                .statusCode(200)
                .body("partitions", hasSize(4))
                .body("partitions[0].n", greaterThan(0))
                .body("partitions[0].root", matchesPattern("[0-9a-f]{64}"))
                .body("partitions[0].chain", matchesPattern("[0-9a-f]{64}"))
                .body("partitions[0].disputed", equalTo(false))
                .body("partitions[0].trustVersion", equalTo(1));
        byte[] envelope = given().get("/v1/checkpoints/2").asByteArray();
        Assertions.assertEquals(2, SignedHeader.parse(envelope).header().partition());
        problem(given().get("/v1/checkpoints/99").then(), 404, "no checkpoint");
        problem(given().get("/v1/checkpoints/x").then(), 400, "not a number");
    }

    @Test
    void records_and_figures_are_given_out() {
        given().get("/v1/applied?after=0&limit=10")
                .then()
                .statusCode(200)
                .body("next", equalTo(0))
                .body("applied", hasSize(0));
        problem(given().get("/v1/applied?limit=-1").then(), 400, "limit");
        given().get("/v1/stats").then().statusCode(200).body("edge", equalTo("eu-west"));
        given().get("/q/metrics").then().statusCode(200).body(containsString("holdfast_edge_answers_total"));
    }

    @Test
    void the_edge_is_ready_without_any_broker() {
        given().get("/q/health/ready").then().statusCode(200).body("checks[0].data.lists", equalTo(3));
        given().get("/q/health/live").then().statusCode(200);
    }

    private static final String JWT = "application/statuslist+jwt";
    private static final String CWT = "application/statuslist+cwt";

    /// Sends exactly these headers: other clients add an `Accept` and an `Accept-Encoding` of their own.
    private static HttpResponse<byte[]> ask(String method, String... headers) throws Exception {
        return askAt("/lists/acme.pid", method, headers);
    }

    private static HttpResponse<byte[]> askAt(String path, String method, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        java.net.URI.create("http://localhost:" + RestAssured.port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Tag("TSL-21")
    @Tag("TSL-22")
    @Tag("API-3")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | " + JWT,
                "*/* | " + JWT,
                "application/* | " + JWT,
                JWT + " | " + JWT,
                CWT + " | " + CWT,
                "Application/StatusList+CWT | " + CWT,
                JWT + ";q=0.4, " + CWT + ";q=0.5 | " + CWT,
                CWT + ";q=0.4, */*;q=0.1 | " + CWT,
                "application/*;q=0.9, " + JWT + ";q=0 | " + CWT,
                "text/html, */*;q=0.8 | " + JWT,
                CWT + ";q=0, */* | " + JWT
            })
    void the_form_that_is_asked_for_is_served_as_what_it_is(@Nullable String accept, String mediaType)
            throws Exception {
        var response = accept == null ? ask("GET") : ask("GET", "Accept", accept);
        Assertions.assertEquals(200, response.statusCode());
        Assertions.assertEquals(mediaType, header(response, "Content-Type"));
        Assertions.assertEquals("Accept, Accept-Encoding", header(response, "Vary"));
        ListFormat format = ListFormat.recognised(Bytes.of(response.body())).orElseThrow();
        Assertions.assertEquals(mediaType, format.mediaType());
    }

    @Tag("API-3")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/vc",
                "application/json",
                JWT + ";q=0, " + CWT + ";q=0",
                "*/*;q=0",
                JWT + ";q=2",
                "statuslist+jwt"
            })
    void a_form_that_is_not_there_is_not_acceptable(String accept) throws Exception {
        var response = ask("GET", "Accept", accept);
        Assertions.assertEquals(406, response.statusCode());
        Assertions.assertEquals("application/problem+json", header(response, "Content-Type"));
        Assertions.assertEquals("Accept, Accept-Encoding", header(response, "Vary"));
    }

    @Tag("TSL-23")
    @Tag("API-4")
    @Test
    void text_is_compressed_for_who_takes_it_and_binary_never() throws Exception {
        var plain = ask("GET", "Accept", JWT);
        var gzip = ask("GET", "Accept", JWT, "Accept-Encoding", "br, gzip;q=0.5");
        Assertions.assertEquals("", header(plain, "Content-Encoding"));
        Assertions.assertEquals("gzip", header(gzip, "Content-Encoding"));
        Assertions.assertTrue(gzip.body().length < plain.body().length);
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes();
        Assertions.assertArrayEquals(plain.body(), unpacked);
        Assertions.assertNotEquals(header(plain, "ETag"), header(gzip, "ETag"));
        for (String refused : new String[] {"identity", "gzip;q=0", "br", "*;q=0"}) {
            Assertions.assertEquals(
                    "", header(ask("GET", "Accept", JWT, "Accept-Encoding", refused), "Content-Encoding"), refused);
        }
        var cwt = ask("GET", "Accept", CWT, "Accept-Encoding", "gzip");
        Assertions.assertEquals("", header(cwt, "Content-Encoding"));
        Assertions.assertEquals((byte) 0xd2, cwt.body()[0]);
    }

    @Tag("TSL-24")
    @Tag("API-4")
    @Test
    void each_form_has_its_own_strong_tag_and_is_not_sent_twice() throws Exception {
        Set<String> tags = new HashSet<>();
        for (String[] headers :
                new String[][] {{"Accept", JWT}, {"Accept", CWT}, {"Accept", JWT, "Accept-Encoding", "gzip"}}) {
            var response = ask("GET", headers);
            String tag = header(response, "ETag");
            Assertions.assertTrue(tag.matches("\"[\\w-]+\"") && tags.add(tag), tag);
            Assertions.assertEquals("public, max-age=60", header(response, "Cache-Control"));
            Assertions.assertEquals("*", header(response, "Access-Control-Allow-Origin"));
            for (String known : new String[] {tag, "\"other\", W/" + tag, "*"}) {
                var again = ask("GET", with(headers, "If-None-Match", known));
                Assertions.assertEquals(304, again.statusCode(), known);
                Assertions.assertEquals(tag, header(again, "ETag"));
                Assertions.assertEquals("public, max-age=60", header(again, "Cache-Control"));
                Assertions.assertEquals("Accept, Accept-Encoding", header(again, "Vary"));
            }
            Assertions.assertEquals(
                    200, ask("GET", with(headers, "If-None-Match", "\"other\"")).statusCode());
            var head = ask("HEAD", headers);
            Assertions.assertEquals(tag, header(head, "ETag"));
            Assertions.assertEquals(header(response, "Content-Length"), header(head, "Content-Length"));
            Assertions.assertEquals(0, head.body().length);
        }
        String jwtTag = header(ask("GET", "Accept", JWT), "ETag");
        Assertions.assertEquals(
                200, ask("GET", "Accept", CWT, "If-None-Match", jwtTag).statusCode());
        given().options("/lists/acme.pid")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Methods", containsString("GET"));
    }

    @Tag("API-3")
    @Tag("BSL-25")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | application/vc+jwt",
                "application/vc | application/vc",
                "application/vc+jwt | application/vc+jwt",
                "application/vc+jwt;q=0.1, application/vc | application/vc"
            })
    void a_credential_is_served_in_the_way_it_is_asked_to_be_secured(@Nullable String accept, String mediaType)
            throws Exception {
        String path = "/revocation/acme.bits";
        var response = accept == null ? askAt(path, "GET") : askAt(path, "GET", "Accept", accept);
        Assertions.assertEquals(200, response.statusCode());
        Assertions.assertEquals(mediaType, header(response, "Content-Type"));
        ListFormat format = ListFormat.recognised(Bytes.of(response.body())).orElseThrow();
        Assertions.assertEquals(mediaType, format.mediaType());
        Matcher ttl = TTL.matcher(credential(response.body()));
        Assertions.assertTrue(ttl.find());
        String seconds =
                Long.toString(Duration.ofMillis(Long.parseLong(ttl.group(1))).toSeconds());
        Assertions.assertEquals("public, max-age=" + seconds, header(response, "Cache-Control"));
        Assertions.assertEquals(406, askAt(path, "GET", "Accept", JWT).statusCode());
    }

    /// The JSON of a credential that is a JWT, or has a proof.
    private static String credential(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.startsWith("{")
                ? text
                : new String(Base64.getUrlDecoder().decode(text.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    private static String[] with(String[] headers, String name, String value) {
        String[] more = Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = name;
        more[headers.length + 1] = value;
        return more;
    }

    @Tag("TSL-36")
    @Test
    void the_document_that_tokens_name_names_their_lists() throws Exception {
        String token = new String(ask("GET", "Accept", JWT).body(), StandardCharsets.US_ASCII);
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        String uri = TokenStatusListJwt.parsePayload(claims).aggregationUri().orElseThrow();
        Assertions.assertEquals("https://status.example/lists/acme", uri);
        String path = java.net.URI.create(uri).getPath();
        var response = askAt(path, "GET");
        Assertions.assertEquals(200, response.statusCode());
        Assertions.assertEquals("application/json", header(response, "Content-Type"));
        Assertions.assertEquals("public, max-age=60", header(response, "Cache-Control"));
        Assertions.assertEquals("*", header(response, "Access-Control-Allow-Origin"));
        Assertions.assertEquals(
                "{\"status_lists\":[\"https://status.example/lists/acme.other\",\"" + URI + "\"]}",
                new String(response.body(), StandardCharsets.UTF_8));
        String tag = header(response, "ETag");
        Assertions.assertTrue(tag.matches("\"[\\w-]+\""), tag);
        Assertions.assertEquals(304, askAt(path, "GET", "If-None-Match", tag).statusCode());
        Assertions.assertEquals(tag, header(askAt(path, "HEAD"), "ETag"));
        Assertions.assertEquals(204, askAt(path, "OPTIONS").statusCode());
        Assertions.assertEquals(406, askAt(path, "GET", "Accept", JWT).statusCode());
        Assertions.assertEquals(404, askAt("/lists/nobody", "GET").statusCode());
        Assertions.assertEquals(404, askAt("/revocation/acme", "GET").statusCode());
    }

    @Test
    void an_expired_or_unknown_token_is_never_served() {
        problem(given().get("/lists/acme.other").then(), 410, "expired");
        problem(given().get("/lists/acme.none").then(), 404, "no token");
        problem(given().get("/").then(), 404, "no token");
    }

    @Test
    void another_method_or_path_is_a_problem() {
        problem(given().get("/v1/check").then(), 405, "POST");
        problem(given().get("/v1/nothing").then(), 404, "nothing");
        given().get("/q/nothing").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET *",
                "OPTIONS *",
                "GET http://elsewhere.example/v1/lists/none",
                "GET //",
                "GET /%zz",
                "GET /v1/lists/%zz",
                "GET /v1/lists/%",
                "GET /v1/lists/%ff%fe",
                "GET /v1/lists/%00",
                "GET /v1/../../etc/passwd",
                "GET /lists/..%2f..%2fetc%2fpasswd",
                "GET nowhere",
                "GET ?",
                "GET /v1/applied?after=%zz"
            })
    void an_odd_target_is_the_callers_mistake(String requestLine) throws Exception {
        String answer = raw(requestLine + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        Assertions.assertTrue(answer.matches("(?s)HTTP/1\\.1 40[045] .*"), answer);
    }

    @Test
    void a_body_that_does_not_come_to_its_end_is_not_waited_for() throws Exception {
        String answer = raw("POST /v1/check HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{");
        Assertions.assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    }

    /// Sends bytes and reads to the end of the connection.
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
