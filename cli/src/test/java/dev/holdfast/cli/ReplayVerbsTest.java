package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What needs no broker; over a real one see `ReplayIT`.
final class ReplayVerbsTest {
    @TempDir
    private Path dir;

    private Terminal terminal;

    @BeforeEach
    void a_directory() throws Exception {
        terminal = new Terminal(dir);
        terminal.endpoints("http://127.0.0.1:1", "127.0.0.1:1");
    }

    @Test
    void a_cluster_that_does_not_answer_is_unreachable() {
        Terminal.Run run = terminal.runHere("replay", "rebuild");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errorLine()).contains("Kafka at 127.0.0.1:1 does not answer");
    }

    @Test
    void a_host_that_is_not_there_is_unreachable_and_an_address_that_is_none_wrong_usage() {
        assertThat(terminal.runHere("replay", "rebuild", "--kafka", "no.such.host.invalid:9092")
                        .exit())
                .isEqualTo(3);
        assertThat(terminal.runHere("replay", "rebuild", "--kafka", "x").exit()).isEqualTo(2);
    }

    @Test
    void a_wrong_time_list_entry_prefix_or_root_is_wrong_usage() {
        assertThat(terminal.runHere("replay", "status", "acme.cards", "3", "--at", "yesterday")
                        .errorLine())
                .contains("not a time: yesterday; write it as 2026-01-31T12:00:00Z")
                .doesNotContain("Exception");
        assertThat(terminal.runHere("replay", "status", "cards", "3").exit()).isEqualTo(2);
        assertThat(terminal.runHere("replay", "status", "acme.cards", "three").exit())
                .isEqualTo(2);
        assertThat(terminal.runHere("replay", "rebuild", "--prefix", "NO SUCH").exit())
                .isEqualTo(2);
        assertThat(terminal.runHere("replay", "rebuild", "--threads", "0").exit())
                .isEqualTo(2);
        assertThat(terminal.runHere(
                                "replay",
                                "rebuild",
                                "--root",
                                dir.resolve("none").toString())
                        .errorLine())
                .contains("--root FILE");
    }
}
