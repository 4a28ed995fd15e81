package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckTest {
    private static final String ANSWER = """
            {"status":"%s","code":0,"freshness":"%s","ageMillis":812,"decision":"%s","reasons":["status valid"],
             "evidence":{"list":"acme.cards","idx":3,"epoch":1,"partition":2,"n":17,"iat":"2026-01-01T00:00:00Z",
             "listVersion":4,"keyId":"abc"},"edge":"eu-central"}""";
    private static final String DEAD = "http://127.0.0.1:1";

    @TempDir
    private Path dir;

    private Terminal terminal;
    private FakeServer edge;

    @BeforeEach
    void an_edge() throws Exception {
        terminal = new Terminal(dir);
        edge = new FakeServer();
        terminal.endpoints(DEAD, "127.0.0.1:1", edge.url());
    }

    @AfterEach
    void no_edge() {
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "valid,fresh,accept,0",
        "valid,stale,accept,0",
        "invalid,fresh,reject,1",
        "unknown,none,refer,1",
        "valid,disputed,refer,4"
    })
    void the_decision_is_the_exit_code(String status, String freshness, String decision, int exit) {
        edge.answers(200, ANSWER.formatted(status, freshness, decision));

        Terminal.Run run = terminal.runHere("check", "acme.cards:3");

        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.out())
                .contains("status     " + status, "freshness  " + freshness + " (0.8 s old)", "decision   " + decision)
                .contains("acme.cards:3 at list version 4; epoch 1, partition 2, n 17, 2026-01-01T00:00:00Z")
                .contains("signed by  abc", "edge       eu-central");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void the_question_names_list_or_uri_and_the_policy() throws Exception {
        edge.answers(200, ANSWER.formatted("valid", "fresh", "accept"));

        terminal.runHere("check", "acme.cards:3");
        assertThat(edge.last().json().toString()).isEqualTo("{\"list\":\"acme.cards\",\"idx\":3}");
        assertThat(edge.last().path()).isEqualTo("/v1/check");

        terminal.runHere("check", "https://status.example/lists/acme.cards#7", "--policy", "strict");
        assertThat(edge.last().json().toString())
                .isEqualTo("{\"uri\":\"https://status.example/lists/acme.cards\",\"idx\":7,\"policy\":\"strict\"}");
    }

    @Test
    void json_is_the_answer_of_the_edge_on_one_line() throws Exception {
        edge.answers(200, ANSWER.formatted("valid", "fresh", "accept"));

        Terminal.Run run = terminal.runHere("check", "acme.cards:3", "--json");

        assertThat(run.out().lines()).hasSize(1);
        assertThat(new ObjectMapper()
                        .readTree(run.out())
                        .path("evidence")
                        .path("n")
                        .asInt())
                .isEqualTo(17);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.cards", "acme.cards:x", "acme.cards:-1", "CARDS:3", "#3", "cards#3", ":3", "a b#3"})
    void a_bad_reference_is_wrong_usage_and_asks_nobody(String reference) {
        Terminal.Run run = terminal.runHere("check", reference);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("not a reference");
        assertThat(edge.count()).isZero();
    }

    @Test
    void an_edge_that_cannot_take_the_question_makes_wrong_usage() {
        edge.answers(400, "{\"title\":\"Bad\",\"detail\":\"there is no policy soft\",\"status\":400}");

        Terminal.Run run = terminal.runHere("check", "acme.cards:3", "--policy", "soft");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).isEqualTo("holdfast: there is no policy soft");
    }

    @Test
    void a_failing_edge_is_unreachable() {
        edge.answers(503, "");

        assertThat(terminal.runHere("check", "acme.cards:3").exit()).isEqualTo(3);
    }

    @Test
    void something_else_that_listens_there_is_unreachable() {
        edge.answers(200, "<html>hello</html>");

        Terminal.Run run = terminal.runHere("check", "acme.cards:3");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).contains("no JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|{\"title\":\"Not Found\",\"error\":\"no such page\"}",
                "405|{}",
                "404|<html>not found</html>",
                "403|<html>forbidden</html>",
                "501|<html>not implemented</html>",
                "301|<html>moved</html>"
            })
    void what_is_no_edge_is_said_to_be_none(int status, String body) {
        edge.answers(status, body);

        Terminal.Run run = terminal.runHere("check", "acme.cards:3", "--edge", edge.url());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).isEqualTo("holdfast: no edge answers at " + edge.url() + ": HTTP status " + status);
    }

    @Test
    void an_address_without_a_host_is_usage() {
        Terminal.Run run = terminal.runHere("check", "acme.cards:3", "--edge", "http://");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("--edge http:// is neither a region nor the address of an edge");
    }

    @Test
    void the_next_edge_is_asked_when_the_first_is_dead() throws Exception {
        terminal.endpoints(DEAD, "127.0.0.1:1", DEAD, edge.url());
        edge.answers(200, ANSWER.formatted("valid", "fresh", "accept"));

        assertThat(terminal.runHere("check", "acme.cards:3").exit()).isZero();
        assertThat(terminal.runHere("check", "acme.cards:3", "--edge", "eu-west")
                        .exit())
                .isZero();
        assertThat(terminal.runHere("check", "acme.cards:3", "--edge", edge.url())
                        .exit())
                .isZero();
        assertThat(terminal.runHere("check", "acme.cards:3", "--edge", "eu-central")
                        .exit())
                .isEqualTo(3);
        assertThat(terminal.runHere("check", "acme.cards:3", "--edge", DEAD).errorLine())
                .isEqualTo("holdfast: http://127.0.0.1:1 cannot be reached");
    }

    @Test
    void an_edge_nobody_knows_is_wrong_usage() {
        Terminal.Run run = terminal.runHere("check", "acme.cards:3", "--edge", "mars");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("no edge mars; there are eu-central");
    }

    @Test
    void without_a_demo_it_says_what_to_do() {
        Terminal.Run run = terminal.run(
                "check", "acme.cards:3", "--dir", dir.resolve("nowhere").toString());

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).contains("./holdfast demo");
    }

    @Test
    void control_characters_never_reach_the_terminal() {
        edge.answers(200, ANSWER.formatted("valid\\u001b[2J\\nfake", "fresh", "accept"));

        assertThat(terminal.runHere("check", "acme.cards:3").out())
                .contains("status     valid [2J fake")
                .doesNotContain("\u001b");
    }

    @Test
    void wrong_options_are_one_line_without_a_trace() {
        Terminal.Run run = terminal.run("check", "acme.cards:3", "--nonsense");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("--nonsense").contains("holdfast check --help");
    }

    @Test
    void the_version_is_printed() {
        assertThat(terminal.run("--version").out()).startsWith("holdfast 0.");
    }

    @Test
    void a_group_without_a_verb_is_wrong_usage() {
        for (String group : new String[] {"list", "entries", "status", "replay"}) {
            assertThat(terminal.run(group).exit()).as(group).isEqualTo(2);
            assertThat(terminal.run(group).errorLine()).as(group).contains("holdfast " + group + " --help");
        }
    }
}
