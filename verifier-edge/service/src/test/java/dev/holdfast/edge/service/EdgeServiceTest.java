package dev.holdfast.edge.service;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.format.TokenStatusListJwt;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FilledStore.class)
class EdgeServiceTest {
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
        given().get("/v1/lists").then().statusCode(200).body("lists", hasSize(2));
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
        given().get("/q/health/ready").then().statusCode(200).body("checks[0].data.lists", equalTo(2));
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void a_token_is_served_under_its_path() throws Exception {
        var response = given().get("/lists/acme.pid");
        response.then()
                .statusCode(200)
                .contentType("application/statuslist+jwt")
                .header("ETag", startsWith("\""))
                .header("Vary", "Accept")
                .header("Access-Control-Allow-Origin", "*")
                .header("Cache-Control", "public, max-age=60");
        Assertions.assertTrue(TokenStatusListJwt.keyIdHint(response.asString()).isPresent());
        String tag = response.getHeader("ETag");
        given().header("If-None-Match", "\"other\", W/" + tag)
                .get("/lists/acme.pid")
                .then()
                .statusCode(304)
                .header("ETag", tag);
        given().header("Accept", "text/html, application/statuslist+jwt;q=0.5")
                .get("/lists/acme.pid")
                .then()
                .statusCode(200);
        problem(given().header("Accept", "text/html").get("/lists/acme.pid").then(), 406, "statuslist+jwt");
        given().head("/lists/acme.pid").then().statusCode(200).header("ETag", tag);
        given().options("/lists/acme.pid").then().statusCode(204);
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
