package dev.holdfast.bench.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.JavaProgram;
import dev.holdfast.cli.local.LocalProcess;
import dev.holdfast.cli.local.RunDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// An instance of the stream's program, with what it and the operating system tell of it. For one thread.
final class BenchStream {
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunDirectory directory;
    private final JavaProgram program;
    private final int instance;
    private final int port;
    private LocalProcess process;
    private boolean ended;

    private BenchStream(RunDirectory directory, JavaProgram program, int instance, int port) throws CannotStart {
        this.directory = directory;
        this.program = program.withArguments(
                "--instance=" + instance, "--state=" + state(directory, program), "--metrics=127.0.0.1:" + port);
        this.instance = instance;
        this.port = port;
        this.process = LocalProcess.start(this.program, directory);
    }

    /// @param port of the loopback interface, for its figures
    static BenchStream start(RunDirectory directory, JavaProgram program, int instance, int port) throws CannotStart {
        return new BenchStream(directory, program, instance, port);
    }

    /// What it is called among its like.
    int instance() {
        return instance;
    }

    /// CPU time of the stream thread since it started, in nanoseconds.
    long foldNanos() throws IOException {
        return ThreadCpu.nanos(process.pid(), "fold-" + instance + "-StreamTh");
    }

    /// CPU time of the whole process since it started.
    Duration cpu() {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("the system does not say what a process has spent"));
    }

    /// Its counters, at most a second old.
    JsonNode stats() throws IOException {
        return JSON.readTree(Files.readAllBytes(state(directory, program).resolve("stats.json")));
    }

    /// Every series that it shows, with its value.
    Map<String, Double> figures() throws IOException, InterruptedException {
        Map<String, Double> figures = new HashMap<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .build();
            client.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int space = line.lastIndexOf(' ');
                        figures.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                    });
        }
        return figures;
    }

    /// @throws IllegalStateException with the end of its log, if it has ended by itself
    void requireAlive() {
        if (!ended && !process.isAlive()) {
            throw new IllegalStateException("the stream ended:\n" + process.lastLines(20));
        }
    }

    /// The most memory that it had resident since it started, in bytes.
    long peakMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IllegalStateException("Linux does not say how much memory a process has");
    }

    /// SIGKILL.
    void kill() {
        ended = true;
        process.kill();
    }

    /// SIGKILL, the state deleted, and a new process that has to fetch it all.
    ///
    /// @return when the old one had ended, milliseconds since 1970
    long restartWithoutState() throws IOException, CannotStart {
        process.kill();
        long gone = System.currentTimeMillis();
        delete(state(directory, program));
        process = LocalProcess.start(program, directory);
        return gone;
    }

    /// A new process with the state of the one that has ended.
    void restart() throws CannotStart {
        process = LocalProcess.start(program, directory);
        ended = false;
    }

    /// SIGTERM, and returns when it has ended.
    void stop() throws InterruptedException {
        ended = true;
        process.stop(GRACE);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path state(RunDirectory directory, JavaProgram program) {
        return directory.of(program.name()).resolve("state");
    }
}
