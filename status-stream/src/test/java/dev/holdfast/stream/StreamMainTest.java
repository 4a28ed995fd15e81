package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.cli.local.Ports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the program says, and how it ends, where there is no Kafka.
class StreamMainTest {
    private final TestWorld world = new TestWorld();
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(before);
    }

    @Test
    void an_address_that_is_none_is_a_wrong_setting() throws Exception {
        assertThat(run("not an address")).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(
                        "status-stream: setting bootstrap=not an address: not HOST:PORT, nor several of them with commas\n");
    }

    @Test
    void a_host_that_nobody_knows_is_named() throws Exception {
        assertThat(run("kafka.invalid:9092")).isEqualTo(3);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(
                        "status-stream stops: Kafka at kafka.invalid:9092: none of these hosts has an address here\n");
    }

    @Test
    @Tag("long")
    void an_address_where_nobody_answers_is_named_before_half_a_minute_is_over() throws Exception {
        String address = "127.0.0.1:" + Ports.anyFree().next();
        int code = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> run(address));
        assertThat(code).isEqualTo(3);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("status-stream stops: Kafka at " + address + ": no answer within 15 s\n");
    }

    private int run(String bootstrap) throws Exception {
        return StreamMain.run(new String[] {
            "--bootstrap=" + bootstrap,
            "--root=" + Files.write(folder.resolve("root.json"), world.root.toBytes()),
            "--region=" + TestWorld.REGION,
            "--checkpoint-key=" + Files.write(folder.resolve("checkpoint.jwk"), world.checkpointKey.toPrivateJwk()),
            "--token-key=" + Files.write(folder.resolve("token.jwk"), world.tokenKey.toPrivateJwk()),
            "--state=" + folder.resolve("state")
        });
    }
}
