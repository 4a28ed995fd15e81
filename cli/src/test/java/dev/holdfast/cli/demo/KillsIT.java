package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` for each process under load. After every kill what was acknowledged is there, once; after all of them the
/// log explains every state that was ever published.
class KillsIT {
    @TempDir
    private static Path directory;

    private static TestRegion world;

    @BeforeAll
    static void start() throws Exception {
        world = TestRegion.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            Proof proof = Proof.of(world.region);
            assertThat(proof.findings()).isEmpty();
            assertThat(proof.holds()).isTrue();
        } finally {
            world.close();
        }
    }

    @Test
    void a_killed_stream_loses_nothing_and_folds_nothing_twice() throws Exception {
        survives(() -> {
            world.region.kill("stream");
            world.region.startStream();
        });
    }

    @Test
    void a_killed_gateway_loses_nothing_and_repeats_nothing() throws Exception {
        survives(() -> {
            world.region.kill("gateway");
            world.region.startGateway();
            world.region.awaitGateway();
        });
    }

    @Test
    void a_killed_broker_loses_nothing_that_was_acknowledged() throws Exception {
        survives(() -> {
            world.region.broker().kill();
            world.region.broker().start();
        });
    }

    @Test
    void a_killed_edge_comes_back_with_what_it_held() throws Exception {
        survives(() -> {
            world.region.kill("edge-us-east");
            world.region.startEdge("us-east");
        });
    }

    @Test
    void with_the_centre_killed_in_mid_load_no_check_fails() throws Exception {
        List<EdgeClient.Question> entries = world.entries(500);
        Generator generator = world.generator(5);
        Thread load = Thread.ofPlatform().start(() -> generator.run(entries, 200, Generator.Stop.after(3_000)));
        awaitAccepted(generator, 200);
        Checks checks = new Checks(world.ledger, 6);
        world.region.killCentre();
        try {
            load.join();
            generator.drain();
            checks.ask(world.region.edges(), 1_000);
        } finally {
            world.region.restoreCentre();
        }
        assertThat(checks.faults()).isEmpty();
        assertThat(checks.asked()).isEqualTo(3_000);
        generator.settle();
        assertAllRight();
    }

    private static void survives(Blow blow) throws Exception {
        List<EdgeClient.Question> entries = world.entries(300);
        Generator generator = world.generator(System.identityHashCode(blow));
        Thread load = Thread.ofPlatform().start(() -> generator.run(entries, 150, Generator.Stop.after(4_000)));
        awaitAccepted(generator, 150);
        blow.strike();
        load.join();
        generator.settle();
        assertThat(generator.accepted()).isGreaterThan(150);
        assertAllRight();
    }

    private static void assertAllRight() throws Exception {
        assertThat(world.ledger.unsettled()).isZero();
        assertThat(world.ledger.lost()).isZero();
        world.awaitEdges();
        Checks checks = new Checks(world.ledger, 7);
        checks.askAll(world.region.edges());
        assertThat(checks.faults()).isEmpty();
    }

    private static void awaitAccepted(Generator generator, int count) {
        Awaitility.await().until(() -> generator.accepted() >= count);
    }

    private interface Blow {
        void strike() throws Exception;
    }
}
