package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.RefusalRecord;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Hundreds of random events per seed, with repeats, forgeries, noise, new trust documents, restarts, crashes and a
/// clock that jumps. Beside the topology run the naive fold, which shares no rule with it, and the bare fold, which
/// never restarts: all must stay the same after every step, and the drafts alone must lead an edge to that state.
class SimulationTest {
    private static final int STEPS = 120;
    private static final int STEPS_BETWEEN_READS = 15;

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    static LongStream manySeeds() {
        return LongStream.range(1000, 2000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drafts_alone_lead_to_the_state_of_the_fold(long seed) throws Malformed {
        new Run(seed, Mistake.NONE).steps();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void drafts_alone_lead_to_the_state_of_the_fold_at_length(long seed) throws Malformed {
        new Run(seed, Mistake.NONE).steps();
    }

    @Test
    void a_seed_gives_the_same_run_again() throws Malformed {
        Hash first = new Run(7, Mistake.NONE).steps();
        assertThat(new Run(7, Mistake.NONE).steps()).isEqualTo(first);
        assertThat(new Run(8, Mistake.NONE).steps()).isNotEqualTo(first);
    }

    /// A test of the test: the same runs, green above, are red as soon as the stream makes a mistake. What finds it
    /// is a comparison: nothing that was thrown and only wrapped.
    @ParameterizedTest
    @EnumSource(value = Mistake.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void every_mistake_is_found(Mistake mistake) {
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < 10; seed++) {
                        new Run(seed, mistake).steps();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasNoCause();
    }

    private final class Run {
        private final Random random;
        private final Mistake mistake;
        private final Bench bench;
        private final RandomInputs inputs;
        private final PartitionState fold;
        private final NaiveFold naive;
        private final DraftModel edge;
        private final List<String> expected = new ArrayList<>();
        private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();

        Run(long seed, Mistake mistake) {
            this.random = new Random(seed);
            this.mistake = mistake;
            this.bench = new Bench(folder, mistake);
            this.inputs = new RandomInputs(random, bench.world);
            this.fold = PartitionState.genesis(bench.world.root, Bench.PARTITION);
            this.naive = new NaiveFold(fold.chain(), inputs.stranger::equals);
            this.edge = new DraftModel(naive);
        }

        /// What was drafted, as one hash.
        Hash steps() throws Malformed {
            try (bench) {
                for (int step = 0; step < STEPS; step++) {
                    step();
                    if (step % STEPS_BETWEEN_READS == 0) {
                        assertKept();
                    }
                }
                bench.pass(Duration.ofMillis(200));
                settle();
                assertKept();
                return Hash.of(transcript.toByteArray());
            }
        }

        private void step() throws Malformed {
            List<Input> batch =
                    Stream.generate(inputs::next).limit(random.nextInt(6)).toList();
            if (random.nextInt(20) == 0) {
                crashAfter(batch);
            }
            batch.forEach(this::pipe);
            batch.forEach(this::foldBeside);
            switch (random.nextInt(12)) {
                case 0 -> bench.restart();
                case 1 -> bench.jumpTo(bench.now().minusSeconds(random.nextInt(4000)));
                case 2 -> bench.jumpTo(bench.now().plusSeconds(random.nextInt(40_000)));
                case 3 -> bench.pass(Duration.ofSeconds(6));
                default -> {
                    bench.pass(Duration.ofMillis(120));
                    settle();
                }
            }
        }

        /// A transaction that did all this and was then aborted: its drafts are never read.
        private void crashAfter(List<Input> batch) throws Malformed {
            settleDrafts();
            var committed = bench.commit();
            batch.forEach(this::pipe);
            bench.pass(Duration.ofMillis(120));
            bench.crash(committed);
        }

        private void pipe(Input input) {
            switch (input) {
                case Input.Said said -> bench.pipe(said.event());
                case Input.Adopted adopted -> bench.pipe(adopted.event());
                case Input.Noise noise -> bench.pipe(noise.bytes().toArray(), new RecordHeaders());
            }
        }

        private void foldBeside(Input input) {
            String verdict = naive.fold(input);
            if (!verdict.equals("accepted") && !verdict.equals("duplicate")) {
                expected.add(verdict);
            }
            switch (input) {
                case Input.Said said -> foldBare(said.event());
                case Input.Adopted adopted -> foldBare(adopted.event());
                case Input.Noise _ -> {}
            }
        }

        /// The same rule in memory alone: nothing that a restart could lose.
        private void foldBare(StatusEvent event) {
            fold.apply(event, mistake.decide(fold, event), 0);
        }

        private void settle() throws Malformed {
            settleDrafts();
            if (!edge.isEmpty()) {
                assertThat(edge.drafted())
                        .isEqualTo(new DraftModel.Drafted(
                                naive.n(), naive.chains.getLast(), Snapshot.rootOf(naive.images())));
                assertThat(edge.images()).isEqualTo(naive.images());
            }
        }

        /// What a restart would find. It opens every trust document anew, which is dear.
        private void assertKept() {
            PartitionState restored = FoldedPartition.restore(bench.world.root, Bench.PARTITION, bench.store())
                    .state();
            assertThat(restored.images()).isEqualTo(naive.images());
            assertThat(restored.homeOffset()).isEqualTo(bench.newestOffset());
            assertSame(restored, fold);
        }

        private void settleDrafts() throws Malformed {
            List<DraftRecord> drafts = bench.drafts();
            drafts.forEach(draft -> transcript.writeBytes(Codecs.DRAFT.encode(draft)));
            edge.apply(drafts);
            assertThat(bench.refusals().stream().map(RefusalRecord::cause)).isEqualTo(expected);
            expected.clear();
        }
    }

    private static void assertSame(PartitionState restored, PartitionState fold) {
        assertThat(restored.n()).isEqualTo(fold.n());
        assertThat(restored.chain()).isEqualTo(fold.chain());
        assertThat(restored.toRow().adoptions()).isEqualTo(fold.toRow().adoptions());
        assertThat(restored.images()).isEqualTo(fold.images());
        assertThat(rows(restored.strays())).isEqualTo(rows(fold.strays()));
        fold.lists().forEach((id, list) -> {
            ListState other = restored.lists().get(id);
            assertThat(other.toRow()).isEqualTo(list.toRow());
            assertThat(rows(other.recent())).isEqualTo(rows(list.recent()));
            assertThat(other.entryVersions().changedAfter(0))
                    .isEqualTo(list.entryVersions().changedAfter(0));
            for (int idx : list.entryVersions().changedAfter(0)) {
                assertThat(other.entryVersions().of(idx))
                        .isEqualTo(list.entryVersions().of(idx));
            }
        });
    }

    private static Set<RecentCommands.Row> rows(RecentCommands recent) {
        return recent.rows().stream().collect(Collectors.toSet());
    }
}
