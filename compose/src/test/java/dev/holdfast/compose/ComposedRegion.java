package dev.holdfast.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.demo.DemoKeys;
import dev.holdfast.cli.demo.IssuerClient;
import dev.holdfast.cli.local.CannotStart;
import dev.holdfast.cli.local.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The region of `compose.yaml` and `compose.dev.yaml` under a project name of its own. The images are those that the
/// environment names, or the official ones. For one thread.
final class ComposedRegion {
    /// What runs on, in the order of the file.
    static final List<String> SERVICES = List.of("kafka", "registry", "gateway", "stream", "edge-1", "edge-2");

    static final List<String> EDGES = List.of("edge-1", "edge-2");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Shell shell;
    private final List<String> compose;
    private final Map<String, Integer> ports;

    private ComposedRegion(Path home, Shell shell, List<String> compose, Map<String, Integer> ports) {
        this.home = home;
        this.shell = shell;
        this.compose = compose;
        this.ports = ports;
    }

    /// A region that does not run yet.
    static ComposedRegion in(Path home) throws CannotStart, IOException, InterruptedException {
        Ports free = Ports.anyFree();
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String service : List.of("kafka", "registry", "gateway", "edge-1", "edge-2")) {
            ports.put(service, free.next());
        }
        Shell shell = new Shell(Map.of(
                "COMPOSE_PROJECT_NAME",
                        "holdfast-test-" + ProcessHandle.current().pid(),
                "HOLDFAST_KAFKA_PORT", String.valueOf(ports.get("kafka")),
                "HOLDFAST_REGISTRY_PORT", String.valueOf(ports.get("registry")),
                "HOLDFAST_GATEWAY_PORT", "127.0.0.1:" + ports.get("gateway"),
                "HOLDFAST_EDGE_1_PORT", "127.0.0.1:" + ports.get("edge-1"),
                "HOLDFAST_EDGE_2_PORT", "127.0.0.1:" + ports.get("edge-2")));
        return new ComposedRegion(home, shell, compose(shell, home.resolve("compose")), ports);
    }

    /// Version 2 is a part of the client, version 1 a program of its own.
    private static List<String> compose(Shell shell, Path directory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        try {
            shell.run("docker", "compose", "version");
            command.addAll(List.of("docker", "compose"));
        } catch (IOException noSuchPlugin) {
            command.add("docker-compose");
        }
        command.addAll(List.of(
                "-f", directory.resolve("compose.yaml").toString(),
                "-f", directory.resolve("compose.dev.yaml").toString()));
        return command;
    }

    /// What `docker compose` or `docker-compose` calls itself.
    String composeVersion() throws IOException, InterruptedException {
        return compose("version", "--short");
    }

    /// Returns when every container was started, each after what it waits for.
    void up() throws IOException, InterruptedException {
        compose("up", "-d", "--no-build");
    }

    private String compose(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(compose);
        command.addAll(List.of(arguments));
        return shell.run(command);
    }

    String container(String service) throws IOException, InterruptedException {
        String id = compose("ps", "-q", service);
        if (id.isBlank()) {
            throw new IOException("no container of " + service);
        }
        return id;
    }

    /// SIGKILL for the container's program; the engine does not start it again by itself.
    void kill(String... services) throws IOException, InterruptedException {
        for (String service : services) {
            shell.run("docker", "kill", container(service));
        }
    }

    /// Starts a container on what it left behind.
    void start(String... services) throws IOException, InterruptedException {
        for (String service : services) {
            shell.run("docker", "start", container(service));
        }
    }

    /// What the engine knows of a container.
    JsonNode inspect(String service) throws IOException, InterruptedException {
        return JSON.readTree(shell.run("docker", "inspect", container(service))).get(0);
    }

    boolean isHealthy(String service) throws IOException, InterruptedException {
        return inspect(service).at("/State/Health/Status").asText().equals("healthy");
    }

    /// Whether a probe that began after `then` found the service well.
    boolean wasWellAfter(String service, Instant then) throws IOException, InterruptedException {
        JsonNode state = inspect(service).path("State").path("Health");
        for (JsonNode probe : state.path("Log")) {
            Instant began = OffsetDateTime.parse(probe.path("Start").asText()).toInstant();
            if (began.isAfter(then) && probe.path("ExitCode").asInt(-1) == 0) {
                return state.path("Status").asText().equals("healthy");
            }
        }
        return false;
    }

    String in(String service, String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("docker", "exec", container(service)));
        all.addAll(List.of(command));
        return shell.run(all);
    }

    String url(String service) {
        return "http://127.0.0.1:" + ports.get(service);
    }

    /// An issuer with the keys that `setup` made.
    IssuerClient issuer(Path keys) throws Exception {
        shell.run(
                "docker",
                "cp",
                container("setup") + ":/region/keys/.",
                Files.createDirectories(keys).toString());
        return new IssuerClient(url("gateway"), DemoKeys.in(keys));
    }

    /// Name and memory of each container, now.
    String memory() throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("docker", "stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}"));
        for (String service : SERVICES) {
            command.add(container(service));
        }
        return shell.run(command);
    }

    /// Image and size of each container.
    String images() throws IOException, InterruptedException {
        StringBuilder images = new StringBuilder();
        for (String service : SERVICES) {
            JsonNode container = inspect(service);
            String bytes = shell.run(
                    "docker",
                    "image",
                    "inspect",
                    "--format",
                    "{{.Size}}",
                    container.path("Image").asText());
            images.append(service)
                    .append('\t')
                    .append(container.at("/Config/Image").asText())
                    .append('\t')
                    .append(Long.parseLong(bytes) / 1_000_000)
                    .append(" MB\n");
        }
        return images.toString();
    }

    /// The logs of all containers, for telling why something failed.
    void saveLogs() throws IOException, InterruptedException {
        Path file = home.resolve("compose/target/region.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, compose("logs", "--no-color"));
    }

    /// Removes the containers, networks and volumes of this region and nothing else.
    void down() throws IOException, InterruptedException {
        compose("down", "--volumes", "--timeout", "5");
    }
}
