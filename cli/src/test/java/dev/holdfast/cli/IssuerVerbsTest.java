package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.CallerToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IssuerVerbsTest {
    private static final String PUBLISHED = """
            {"id":"0190-7","list":"acme.cards","stage":"published","partition":2,"n":9,"listVersion":5}""";

    @TempDir
    private Path dir;

    private Terminal terminal;
    private FakeServer gateway;

    @BeforeEach
    void a_gateway() throws Exception {
        terminal = new Terminal(dir);
        gateway = new FakeServer();
        terminal.endpoints(gateway.url(), "127.0.0.1:1");
    }

    @AfterEach
    void no_gateway() {
        gateway.close();
    }

    @Test
    void a_list_is_opened() throws Exception {
        gateway.answers(201, "{\"list\":\"acme.cards\",\"uri\":\"https://x/acme.cards\",\"event\":" + PUBLISHED + "}");

        Terminal.Run run = terminal.runHere("list", "open", "cards", "--bits", "1", "--capacity", "64");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("list   acme.cards", "uri    https://x/acme.cards")
                .contains("event  published 0190-7, partition 2, n 9, listVersion 5");
        assertThat(gateway.last().method() + " " + gateway.last().path()).isEqualTo("POST /v1/lists");
        assertThat(gateway.last().body()).isEqualTo("{\"name\":\"cards\",\"bits\":1,\"capacity\":64}");
        assertThat(caller()).isEqualTo("acme");
    }

    @Test
    void defaults_of_a_list_are_the_gateways_own() {
        gateway.answers(201, "{\"list\":\"acme.cards\",\"event\":" + PUBLISHED + "}");

        terminal.runHere("list", "open", "cards");

        assertThat(gateway.last().body()).isEqualTo("{\"name\":\"cards\"}");
    }

    @Test
    void a_list_is_shown_to_its_own_issuer() throws Exception {
        gateway.answers(200, "{\"list\":\"globex.cards\",\"bits\":2,\"capacity\":131072,\"version\":3}");

        Terminal.Run run = terminal.runHere("list", "show", "globex.cards");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("capacity   131072");
        assertThat(gateway.last().path()).isEqualTo("/v1/lists/globex.cards");
        assertThat(caller()).isEqualTo("globex");
    }

    @Test
    void the_caller_can_be_named() throws Exception {
        terminal.runHere("list", "show", "globex.cards", "--issuer", "acme");

        assertThat(caller()).isEqualTo("acme");
    }

    @Test
    void entries_are_printed_one_a_line() {
        gateway.answers(201, "{\"list\":\"acme.cards\",\"indexes\":[7,3,99]}");

        Terminal.Run run = terminal.runHere("entries", "allocate", "acme.cards", "--count", "3");

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).containsExactly("7", "3", "99");
        assertThat(gateway.last().path()).isEqualTo("/v1/lists/acme.cards/entries");
        assertThat(gateway.last().body()).isEqualTo("{\"count\":3}");
    }

    @ParameterizedTest
    @CsvSource({"revoke,INVALID", "suspend,SUSPENDED", "reinstate,VALID"})
    void a_change_is_one_command_for_all_entries(String verb, String status) {
        gateway.answers(201, PUBLISHED);

        Terminal.Run run = terminal.runHere(
                "status", verb, "acme.cards", "3", "4", "--if-match", "17", "--idempotency-key", "abc");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("published 0190-7, partition 2, n 9, listVersion 5");
        assertThat(gateway.last().path()).isEqualTo("/v1/lists/acme.cards/changes");
        assertThat(gateway.last().body())
                .isEqualTo("{\"changes\":[{\"idx\":3,\"status\":\"" + status + "\"},{\"idx\":4,\"status\":\"" + status
                        + "\"}]}");
        assertThat(gateway.last().header("If-match")).isEqualTo("\"17\"");
        assertThat(gateway.last().header("Idempotency-key")).isEqualTo("abc");
    }

    @Test
    void a_change_that_waits_for_its_checkpoint_is_no_failure() {
        gateway.answers(202, "{\"id\":\"0190-7\",\"list\":\"acme.cards\",\"stage\":\"appended\",\"partition\":2}");

        Terminal.Run run = terminal.runHere("status", "revoke", "acme.cards", "3");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("appended 0190-7");
    }

    @Test
    void a_refused_change_is_a_no() {
        gateway.answers(
                201,
                "{\"id\":\"0190-7\",\"list\":\"acme.cards\",\"stage\":\"refused\",\"n\":9,\"reason\":\"final\",\"idx\":3}");

        Terminal.Run run = terminal.runHere("status", "reinstate", "acme.cards", "3", "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errorLine()).isEqualTo("holdfast: refused: final (idx 3)");
        assertThat(run.out()).contains("\"stage\":\"refused\"");
    }

    @ParameterizedTest
    @CsvSource({"400,2", "401,1", "403,1", "404,1", "409,1", "412,1", "413,2", "415,2", "422,2", "500,3", "503,3"})
    void a_problem_is_one_line(int status, int exit) {
        gateway.answers(status, "{\"title\":\"No\",\"detail\":\"You have no list\\nof this name.\",\"status\":1}");

        Terminal.Run run = terminal.runHere("list", "show", "acme.cards");

        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.errorLine()).isEqualTo("holdfast: You have no list of this name.");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void a_problem_without_a_body_still_says_something() {
        gateway.answers(413, "");

        assertThat(terminal.runHere("list", "show", "acme.cards").errorLine()).contains("413");
    }

    @Test
    void a_gateway_that_is_gone_is_unreachable() {
        gateway.close();

        Terminal.Run run = terminal.runHere("status", "revoke", "acme.cards", "3");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).contains("cannot be reached").contains("add --idempotency-key ");
    }

    @Test
    void a_command_whose_fate_is_unknown_can_be_repeated_under_its_key() {
        gateway.answers(503, "{\"detail\":\"the log does not answer\"}");
        Terminal.Run lost = terminal.runHere("status", "revoke", "acme.cards", "3");
        assertThat(lost.exit()).isEqualTo(3);
        String key = gateway.last().header("Idempotency-key");
        assertThat(key).hasSize(36);
        assertThat(lost.errorLine()).contains("the log does not answer").endsWith("add --idempotency-key " + key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cards", "ACME.cards", "a", "acme.cards/../x"})
    void a_list_id_that_cannot_be_is_wrong_usage(String list) {
        Terminal.Run run = terminal.runHere("list", "show", list);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("not a valid list id").doesNotContain("Exception");
    }

    @Test
    void entries_that_are_no_numbers_are_wrong_usage() {
        assertThat(terminal.runHere("status", "revoke", "acme.cards", "x").exit())
                .isEqualTo(2);
        assertThat(terminal.runHere("status", "revoke", "acme.cards").exit()).isEqualTo(2);
        assertThat(terminal.runHere("status", "revoke", "acme.cards", "x").errorLine())
                .contains("'x' is not an int");
        assertThat(gateway.count()).isZero();
    }

    @Test
    void a_missing_or_broken_key_is_named() throws Exception {
        assertThat(terminal.runHere("list", "show", "acme.x", "--issuer", "nobody")
                        .errorLine())
                .contains("issuer-nobody-caller.jwk");
        Files.writeString(dir.resolve("broken.jwk"), "{}");
        Terminal.Run run = terminal.runHere(
                "list", "show", "acme.x", "--key", dir.resolve("broken.jwk").toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("broken.jwk");
    }

    @Test
    void everything_can_be_named_without_a_demo() throws Exception {
        Files.delete(dir.resolve("endpoints.json"));

        Terminal.Run run = terminal.run(
                "list",
                "show",
                "acme.x",
                "--gateway",
                gateway.url() + "/",
                "--deployment",
                "demo",
                "--issuer",
                "acme",
                "--key",
                dir.resolve("keys/issuer-acme-caller.jwk").toString());

        assertThat(run.exit()).isZero();
        assertThat(caller()).isEqualTo("acme");
        assertThat(terminal.runHere("list", "show", "acme.x", "--gateway", "not an address")
                        .exit())
                .isEqualTo(2);
        assertThat(terminal.runHere("list", "show", "acme.x", "--gateway", "localhost:1")
                        .exit())
                .isEqualTo(2);
    }

    private String caller() throws Exception {
        String header = gateway.last().header("Authorization");
        assertThat(header).startsWith("Bearer ");
        return CallerToken.verify(header.substring(7), terminal.trust.document(), Instant.now())
                .id()
                .value();
    }
}
