package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasVerbsTest {
    private static final Path CONTRACTS = Path.of("../schemas/src/main/avro");

    @TempDir
    Path folder;

    private Terminal terminal;

    @BeforeEach
    void open() throws Exception {
        terminal = new Terminal(folder);
    }

    @Test
    void list_names_every_topic_with_its_contract_and_needs_nothing() throws Exception {
        Terminal.Run run = terminal.run("schemas", "list", "--json", "--prefix", "x.");
        assertThat(run.exit()).isZero();
        JsonNode rows = new ObjectMapper().readTree(run.out()).path("contracts");
        assertThat(rows.findValuesAsText("topic"))
                .containsExactly(
                        "x.status-events",
                        "x.drafts",
                        "x.checkpoints",
                        "x.snapshots",
                        "x.signed-lists",
                        "x.refusals",
                        "x.trust");
        assertThat(rows.get(0).path("subject").asText()).isEqualTo("x.status-events-value");
        assertThat(rows.get(0).path("fingerprint").asText()).hasSize(64);
        assertThat(terminal.run("schemas", "list").out().lines()).hasSize(7);
    }

    @Test
    void check_says_yes_to_the_contracts_as_they_are() {
        Terminal.Run run =
                terminal.run("schemas", "check", CONTRACTS.resolve("Trust.avsc").toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("every release reads them");
    }

    @Test
    void check_names_the_contract_and_the_field_that_a_change_breaks() throws Exception {
        String broken = Files.readString(CONTRACTS.resolve("StatusEvent.avsc"))
                .replace(
                        "\"name\": \"signature\", \"type\": \"bytes\"",
                        "\"name\": \"signature\", \"type\": \"string\"");
        Path file = Files.writeString(folder.resolve("broken.avsc"), broken);
        Terminal.Run text = terminal.run("schemas", "check", file.toString());
        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.out().strip())
                .isEqualTo("StatusEvent: field body.Command.signature changed its type from bytes to string");
        Terminal.Run json = terminal.run("schemas", "check", "--json", file.toString());
        assertThat(json.exit()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(json.out()).at("/breaks/0/field").asText())
                .isEqualTo("body.Command.signature");
    }

    @Test
    void what_is_no_contract_is_a_matter_of_usage() throws Exception {
        Path nonsense = Files.writeString(folder.resolve("x.avsc"), "{");
        Path other = Files.writeString(folder.resolve("y.avsc"), "{\"type\":\"record\",\"name\":\"Y\",\"fields\":[]}");
        for (Path file : new Path[] {nonsense, other, folder.resolve("missing.avsc")}) {
            Terminal.Run run = terminal.run("schemas", "check", file.toString());
            assertThat(run.exit()).as(run.err()).isEqualTo(2);
            assertThat(run.errorLine()).startsWith("holdfast: ");
        }
    }

    @Test
    void a_registry_that_is_away_is_unreachable_and_a_wrong_address_is_usage() {
        assertThat(terminal.run("schemas", "check", "--registry", "http://127.0.0.1:1")
                        .exit())
                .isEqualTo(3);
        assertThat(terminal.run("schemas", "register", "--registry", "http://127.0.0.1:1")
                        .errorLine())
                .contains("the schema registry at http://127.0.0.1:1");
        assertThat(terminal.run("schemas", "register", "--registry", "nonsense").exit())
                .isEqualTo(2);
        assertThat(terminal.run("schemas", "list", "--prefix", "Ä").exit()).isEqualTo(2);
    }

    @Test
    void without_an_address_the_demo_s_registry_is_meant_and_not_every_demo_has_one() throws Exception {
        assertThat(terminal.runHere("schemas", "check").exit()).isEqualTo(3);
        terminal.endpoints("http://127.0.0.1:1", "127.0.0.1:1", "http://127.0.0.1:1");
        Terminal.Run run = terminal.runHere("schemas", "check");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("names no registry; name one with --registry");
    }

    @Test
    void wrong_credentials_are_said_without_being_repeated() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "digest sesame");
        Terminal.Run run =
                terminal.run("schemas", "check", "--registry", "http://127.0.0.1:1", "--credentials", file.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errorLine()).contains("not credentials").doesNotContain("sesame");
    }

    @Test
    void a_registry_that_wants_credentials_says_no() throws Exception {
        try (FakeServer registry = new FakeServer()) {
            registry.answers(401, "{\"error_code\":40101,\"message\":\"who are you?\"}");
            Path file = Files.writeString(folder.resolve("secret"), "bearer sesame");
            Terminal.Run run =
                    terminal.run("schemas", "check", "--registry", registry.url(), "--credentials", file.toString());
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.errorLine()).contains("HTTP 401: who are you?").doesNotContain("sesame");
            assertThat(registry.last().header("Authorization")).isEqualTo("Bearer sesame");
        }
    }
}
