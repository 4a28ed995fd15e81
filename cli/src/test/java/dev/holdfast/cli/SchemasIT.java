package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RegistryServer;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.ReleasedSchemas;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistryRefused;
import dev.holdfast.schema.registry.RegistrySettings;
import dev.holdfast.schema.registry.Subject;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `holdfast schemas` and the client, against a real registry of another maker.
class SchemasIT {
    @TempDir
    private static Path directory;

    private static RegistryServer server;
    private static RegistryClient client;
    private static Terminal terminal;

    @BeforeAll
    static void start() throws Exception {
        RunDirectory running = new RunDirectory(Installation.ofThisProgram(), directory);
        server = RegistryServer.in(running, Ports.anyFree().next(), "data", System.out::println);
        server.start();
        client = new RegistryClient(RegistrySettings.parse(server.url()));
        terminal = new Terminal(directory.resolve("terminal"));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void contracts_are_missing_until_they_are_registered_and_registering_again_changes_nothing() throws Exception {
        Terminal.Run before = here("check", "a.");
        assertThat(before.exit()).isEqualTo(1);
        assertThat(before.out().lines()).hasSize(7).allMatch(line -> line.contains("missing; register it"));

        Terminal.Run registered = here("register", "a.");
        assertThat(registered.exit()).as(registered.err()).isZero();
        assertThat(here("register", "a.").out()).isEqualTo(registered.out());

        Terminal.Run after = terminal.run("schemas", "check", "--registry", server.url(), "--prefix", "a.", "--json");
        assertThat(after.exit()).isZero();
        assertThat(new ObjectMapper().readTree(after.out()).path("contracts").findValuesAsText("id"))
                .hasSize(7)
                .doesNotContain("0");
    }

    @Test
    void what_is_registered_comes_back_as_the_same_contract_at_the_strictest_level() throws Exception {
        assertThat(here("register", "b.").exit()).isZero();
        for (Contracts contracts : Contracts.of(new Topics("b."))) {
            Subject subject = Subject.ofValuesIn(contracts.topic());
            assertThat(client.level(subject)).isEqualTo("FULL_TRANSITIVE");
            assertThat(client.versions(subject)).containsExactly(1);
            int id = client.lookUp(subject, contracts.current()).id();
            assertThat(ReleasedSchemas.fingerprint(client.byId(id)))
                    .isEqualTo(ReleasedSchemas.fingerprint(contracts.current()));
            assertThat(client.latest(subject).id()).isEqualTo(id);
        }
    }

    @Test
    void a_breaking_change_is_refused_by_the_registry_too() throws Exception {
        assertThat(here("register", "c.").exit()).isZero();
        Subject subject = Subject.ofValuesIn("c.trust");
        Schema trust = Contracts.of(new Topics("c.")).getLast().current();
        Schema broken = new Schema.Parser()
                .parse(trust.toString().replace("\"fields\":[", "\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"));
        assertThat(client.wouldTake(subject, broken)).isFalse();
        RegistryRefused refused = catchThrowableOfType(RegistryRefused.class, () -> client.register(subject, broken));
        assertThat(refused.reason()).isEqualTo(RegistryRefused.Reason.INCOMPATIBLE);
        RegistryRefused unknown = catchThrowableOfType(RegistryRefused.class, () -> client.lookUp(subject, broken));
        assertThat(unknown.reason()).isEqualTo(RegistryRefused.Reason.NO_SCHEMA);
    }

    @Test
    void somebody_else_s_schema_is_told_by_the_field_and_not_written_over() throws Exception {
        Schema theirs = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Trust\",\"namespace\":\"dev.holdfast.schema.wire\",\"fields\":"
                        + "[{\"name\":\"version\",\"type\":\"string\"},{\"name\":\"document\",\"type\":\"bytes\"}]}");
        client.register(Subject.ofValuesIn("d.trust"), theirs);
        Terminal.Run check = here("check", "d.");
        assertThat(check.exit()).isEqualTo(4);
        assertThat(check.out()).contains("version 1 there is not ours: Trust: field version changed its type");
        Terminal.Run register = here("register", "d.");
        assertThat(register.exit()).isEqualTo(4);
        assertThat(register.errorLine()).contains("d.trust-value");
        assertThat(client.versions(Subject.ofValuesIn("d.trust"))).containsExactly(1);
    }

    @Test
    void ids_and_subjects_that_do_not_exist_are_told_apart() throws Exception {
        assertThat(client.versions(new Subject("a/b c"))).isEmpty();
        assertThatThrownBy(() -> client.byId(987_654))
                .isInstanceOfSatisfying(
                        RegistryRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RegistryRefused.Reason.NO_SCHEMA));
        assertThatThrownBy(() -> client.latest(new Subject("nothing")))
                .isInstanceOfSatisfying(
                        RegistryRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RegistryRefused.Reason.NO_SUBJECT));
    }

    private static Terminal.Run here(String verb, String prefix) {
        return terminal.run("schemas", verb, "--registry", server.url(), "--prefix", prefix);
    }
}
