package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.layout.Malformed;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [Simulation], for many seeds, and for streams that are broken on purpose.
class SimulationTest {
    private static final int SEEDS = 50;

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    static LongStream manySeeds() {
        return LongStream.range(1000, 2000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drafts_alone_lead_to_the_state_of_the_fold(long seed) throws Malformed {
        new Simulation(folder, seed, Variant.SOUND).run();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void drafts_alone_lead_to_the_state_of_the_fold_at_length(long seed) throws Malformed {
        new Simulation(folder, seed, Variant.SOUND).run();
    }

    /// A test that cannot fail says nothing.
    @ParameterizedTest
    @MethodSource("dev.holdfast.stream.fold.BrokenStream#all")
    void a_broken_stream_does_not_pass(BrokenStream broken) {
        assertThat(LongStream.range(0, SEEDS).anyMatch(seed -> isFound(broken, seed)))
                .as("%s is found by one of %d seeds", broken, SEEDS)
                .isTrue();
    }

    private boolean isFound(BrokenStream broken, long seed) {
        try {
            new Simulation(folder, seed, broken.making().get()).run();
            return false;
        } catch (AssertionError e) {
            return true;
        } catch (Malformed e) {
            throw new IllegalStateException("no variant drafts what cannot be read", e);
        }
    }

    @Test
    void a_seed_gives_the_same_run_again() throws Malformed {
        Simulation first = new Simulation(folder, 7, Variant.SOUND);
        Simulation second = new Simulation(folder, 7, Variant.SOUND);
        first.run();
        second.run();
        assertThat(first.headers()).hasSizeGreaterThan(50).isEqualTo(second.headers());
    }
}
