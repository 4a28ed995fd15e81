package dev.holdfast.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessIT {
    private static final String OUR_CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path temporary;

    @Test
    void a_child_writes_to_its_own_log_and_ends_by_sigkill() throws Exception {
        LocalProcess child = idle("child");

        child.kill();

        assertThat(child.isAlive()).isFalse();
        assertThat(child.await()).isEqualTo(128 + 9);
        assertThat(temporary.resolve("child")).isDirectory();
        assertThat(temporary.resolve("logs/child.log")).content().isEqualTo("idle\n");
    }

    @Test
    void a_stopped_child_has_time_to_end_properly() throws Exception {
        LocalProcess child = idle("child");

        child.stop(Duration.ofSeconds(10));

        assertThat(child.await()).isEqualTo(128 + 15);
        assertThat(child.lastLines(1)).isEqualTo("farewell");
    }

    @Test
    void a_suspended_child_lives_and_can_still_be_stopped() throws Exception {
        LocalProcess child = idle("child");

        child.suspend();
        assertThat(stateOf(child)).isEqualTo("T");
        child.resume();
        assertThat(stateOf(child)).isNotEqualTo("T");
        child.suspend();
        child.stop(Duration.ofSeconds(10));

        assertThat(child.lastLines(1)).isEqualTo("farewell");
    }

    @Test
    void environment_properties_and_arguments_arrive() throws Exception {
        JavaProgram program = JavaProgram.ofClass("echo", OUR_CLASS_PATH, Echo.class.getName())
                .withProperty("colour", "green")
                .withEnvironment("SIZE", "large")
                .withArguments("one", "two words");

        LocalProcess echo = LocalProcess.start(program, directory());

        assertThat(echo.await()).isZero();
        assertThat(echo.lastLines(1)).isEqualTo("green large [one, two words]");
    }

    @Test
    void a_broker_dies_with_its_killed_runner_and_a_stranger_does_not() throws Exception {
        try (LocalProcess stranger = idle("stranger")) {
            Process runner = startRunner();
            ProcessHandle broker = brokerOf(runner);
            assertThat(broker.isAlive()).isTrue();

            runner.destroyForcibly();

            await().atMost(Duration.ofSeconds(5)).until(() -> !broker.isAlive());
            assertThat(stranger.isAlive()).isTrue();
        }
    }

    private Process startRunner() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dholdfast.home=" + Installation.ofThisProgram().home(),
                        "-cp",
                        OUR_CLASS_PATH,
                        DoomedRunner.class.getName(),
                        temporary.resolve("run").toString())
                .redirectError(temporary.resolve("runner.err").toFile())
                .start();
    }

    private ProcessHandle brokerOf(Process runner) throws Exception {
        try (BufferedReader output = runner.inputReader()) {
            String pid = output.readLine();
            assertThat(pid)
                    .as(Files.readString(temporary.resolve("runner.err")))
                    .isNotNull();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        }
    }

    private LocalProcess idle(String name) throws CannotStart {
        LocalProcess child =
                LocalProcess.start(JavaProgram.ofClass(name, OUR_CLASS_PATH, Idle.class.getName()), directory());
        await().until(() -> child.lastLines(1).equals("idle"));
        return child;
    }

    private RunDirectory directory() {
        return new RunDirectory(Installation.ofThisProgram(), temporary);
    }

    /// The state letter of ps(1): T is stopped.
    private static String stateOf(LocalProcess process) throws Exception {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
