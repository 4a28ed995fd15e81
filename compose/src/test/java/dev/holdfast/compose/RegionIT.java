package dev.holdfast.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.demo.DemoKeys;
import dev.holdfast.cli.demo.IssuerClient;
import dev.holdfast.event.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The main scenario in containers, one story: a region comes up, a revocation reaches both edges, the centre is
/// killed, checks go on, the centre returns, another revocation arrives.
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegionIT {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ENTRIES = 100;
    private static final int CHECKS = 1_000;

    @TempDir
    private static Path directory;

    private static ComposedRegion region;
    private static IssuerClient issuer;
    private static String list;
    private static List<Integer> entries;

    /// The status word that each entry has to have.
    private static final Map<Integer, String> EXPECTED = new HashMap<>();

    @BeforeAll
    static void bringUp() throws Exception {
        region = ComposedRegion.in(HOME);
        try {
            region.up();
            for (String service : ComposedRegion.SERVICES) {
                await(service).atMost(PATIENCE).until(() -> region.isHealthy(service));
            }
            issuer = region.issuer(directory.resolve("keys"));
        } catch (Exception | AssertionError e) {
            takeDown();
            throw e;
        }
    }

    @AfterAll
    static void takeDown() throws Exception {
        region.saveLogs();
        region.down();
    }

    @Test
    @Order(1)
    void nothing_is_root_writes_its_image_or_has_more_than_it_was_given() throws Exception {
        for (String service : ComposedRegion.SERVICES) {
            JsonNode container = region.inspect(service);
            JsonNode limits = container.path("HostConfig");
            assertThat(region.in(service, "id", "-u")).as(service).isNotEqualTo("0");
            assertThat(limits.path("ReadonlyRootfs").asBoolean()).as(service).isTrue();
            assertThat(limits.path("CapDrop").toString()).as(service).isEqualTo("[\"ALL\"]");
            assertThat(limits.path("SecurityOpt").toString()).as(service).contains("no-new-privileges");
            assertThat(limits.path("Memory").asLong()).as(service).isPositive();
            for (JsonNode port : container.at("/NetworkSettings/Ports")) {
                port.forEach(published -> assertThat(published.path("HostIp").asText())
                        .as(service)
                        .isEqualTo("127.0.0.1"));
            }
        }
    }

    @Test
    @Order(2)
    void each_holds_only_the_keys_that_it_needs() throws Exception {
        for (String service : ComposedRegion.SERVICES) {
            List<String> held = new ArrayList<>();
            region.inspect(service)
                    .path("Mounts")
                    .forEach(mount -> held.add(mount.path("Name").asText().replaceAll(".*_", "")));
            assertThat(held.contains("publisher")).as(service).isEqualTo(service.equals("stream"));
            assertThat(held.contains("issuers")).as(service).isEqualTo(service.equals("gateway"));
            assertThat(held).as(service).doesNotContain("keys");
        }
    }

    @Test
    @Order(3)
    void a_revocation_reaches_both_edges() throws Exception {
        list = issuer.open(DemoKeys.ACME, "containers", 2, 10_000);
        entries = issuer.allocate(list, ENTRIES);
        entries.forEach(idx -> EXPECTED.put(idx, "valid"));
        change(entries.get(0), Status.INVALID, "invalid");
        change(entries.get(1), Status.SUSPENDED, "suspended");
        assertArrived();
    }

    @Test
    @Order(4)
    void without_a_broker_and_a_registry_whoever_was_well_stays_well() throws Exception {
        region.kill("kafka", "registry");
        Instant gone = Instant.now();
        for (String service : List.of("gateway", "stream", "edge-1", "edge-2")) {
            await(service).atMost(PATIENCE).until(() -> region.wasWellAfter(service, gone));
        }
    }

    @Test
    @Order(5)
    void without_all_of_the_centre_no_check_fails() throws Exception {
        region.kill("gateway", "stream");
        assertNoCheckFails();
    }

    @Test
    @Order(6)
    void an_edge_that_is_killed_too_comes_back_with_what_it_held() throws Exception {
        region.kill("edge-2");
        region.start("edge-2");
        await().atMost(PATIENCE)
                .until(() -> edges().getLast().status(list, entries.getFirst()).equals("invalid"));
        assertNoCheckFails();
    }

    @Test
    @Order(7)
    void the_centre_returns_and_another_revocation_arrives_though_the_registry_stays_away() throws Exception {
        region.start("kafka");
        await("kafka").atMost(PATIENCE).until(() -> region.isHealthy("kafka"));
        region.start("stream", "gateway");
        await("gateway").atMost(PATIENCE).until(() -> region.isHealthy("gateway"));
        change(entries.get(2), Status.INVALID, "invalid");
        change(entries.get(1), Status.VALID, "valid");
        assertArrived();
    }

    @Test
    @Order(8)
    void what_it_took_is_written_down() throws Exception {
        region.start("registry");
        await("registry").atMost(PATIENCE).until(() -> region.isHealthy("registry"));
        String report = "compose " + region.composeVersion() + "\n\nimages\n" + region.images()
                + "\nmemory of each container, after the story\n" + region.memory() + "\n";
        Files.writeString(HOME.resolve("compose/target/region-report.txt"), report);
        assertThat(report.lines().filter(line -> line.contains("MiB"))).hasSize(ComposedRegion.SERVICES.size());
    }

    private static void change(int idx, Status status, String word) throws Exception {
        issuer.changeNow(list, idx, status, "change-" + idx + "-" + word);
        EXPECTED.put(idx, word);
    }

    /// Waits until both edges say of every entry what the issuer said last.
    private static void assertArrived() {
        for (Edge edge : edges()) {
            await(edge.name()).atMost(PATIENCE).untilAsserted(() -> {
                for (int idx : entries) {
                    assertThat(edge.status(list, idx)).isEqualTo(EXPECTED.get(idx));
                }
            });
        }
    }

    private static void assertNoCheckFails() throws Exception {
        for (Edge edge : edges()) {
            for (int i = 0; i < CHECKS; i++) {
                int idx = entries.get(i % ENTRIES);
                JsonNode answer = edge.check(list, idx);
                assertThat(answer.path("status").asText()).isEqualTo(EXPECTED.get(idx));
                assertThat(answer.path("freshness").asText()).isIn("fresh", "stale");
                assertThat(answer.path("evidence").path("list").asText()).isEqualTo(list);
            }
        }
    }

    private static List<Edge> edges() {
        return ComposedRegion.EDGES.stream()
                .map(name -> new Edge(name, region.url(name)))
                .toList();
    }
}
