package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.stream.TestWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hundreds of random events per seed, with repeats, forgeries, noise, restarts, crashes and a clock that jumps.
/// Beside the topology runs the bare fold, which never restarts: both must stay the same, and the drafts alone must
/// lead an edge to the same state.
class SimulationTest {
    private static final int STEPS = 120;

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
        new Run(seed).steps();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void drafts_alone_lead_to_the_state_of_the_fold_at_length(long seed) throws Malformed {
        new Run(seed).steps();
    }

    /// What is piped: an event, or bytes that are none.
    private sealed interface Input {
        record Event(StatusEvent event) implements Input {}

        record Noise(Bytes bytes) implements Input {}
    }

    private final class Run {
        private final Random random;
        private final Bench bench = new Bench(folder);
        private final TestWorld world = bench.world;
        private final PartitionState fold = PartitionState.genesis(world.root, Bench.PARTITION);
        private final DraftModel edge = new DraftModel();
        private final List<ListId> lists =
                TestWorld.listsIn(Bench.PARTITION).limit(5).toList();
        private final ListId stranger = TestWorld.listsIn(3).findFirst().orElseThrow();
        private final List<StatusEvent> sent = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();

        Run(long seed) {
            this.random = new Random(seed);
        }

        void steps() throws Malformed {
            try (bench) {
                for (int step = 0; step < STEPS; step++) {
                    step();
                }
                bench.pass(Duration.ofMillis(200));
                settle();
            }
        }

        private void step() throws Malformed {
            List<Input> batch =
                    Stream.generate(this::input).limit(random.nextInt(6)).toList();
            if (random.nextInt(20) == 0) {
                crashAfter(batch);
            }
            batch.forEach(this::pipe);
            batch.forEach(this::foldBare);
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
                case Input.Event event -> bench.pipe(event.event());
                case Input.Noise noise -> bench.pipe(noise.bytes().toArray(), new RecordHeaders());
            }
        }

        private void foldBare(Input input) {
            switch (input) {
                case Input.Event event -> {
                    Outcome outcome = Fold.decide(fold, event.event());
                    fold.apply(event.event(), outcome, 0);
                    sent.add(event.event());
                    switch (outcome) {
                        case Outcome.Refused refused ->
                            expected.add(refused.reason().wireName());
                        case Outcome.NotAuthentic not ->
                            expected.add(not.cause().wireName());
                        default -> {}
                    }
                }
                case Input.Noise _ -> expected.add("undecodable");
            }
        }

        private void settle() throws Malformed {
            settleDrafts();
            if (!edge.isEmpty()) {
                assertThat(edge.drafted())
                        .isEqualTo(new DraftModel.Drafted(fold.n(), fold.chain(), Snapshot.rootOf(fold.images())));
            }
            assertSame(
                    FoldedPartition.restore(world.root, Bench.PARTITION, bench.store())
                            .state(),
                    fold);
        }

        private void settleDrafts() throws Malformed {
            edge.apply(bench.drafts());
            assertThat(bench.refusals().stream().map(RefusalRecord::cause)).isEqualTo(expected);
            expected.clear();
        }

        private Input input() {
            return switch (random.nextInt(14)) {
                case 0 -> new Input.Event(world.trust.toEvent());
                case 1 ->
                    new Input.Event(world.sign(world.open(list(), 1 << random.nextInt(4), 1 + random.nextInt(300))));
                case 2 -> sent.isEmpty() ? noise() : new Input.Event(sent.get(random.nextInt(sent.size())));
                case 3 -> new Input.Event(TestWorld.forged(world.sign(change())));
                case 4 -> noise();
                case 5 -> new Input.Event(world.sign(world.change(stranger, 1, Status.INVALID)));
                case 6 -> new Input.Event(world.sign(late()));
                case 7 ->
                    new Input.Event(
                            world.sign(new LeaseBlock(world.envelope(list()), leased(), 8, TestWorld.ALLOCATION)));
                case 8 ->
                    random.nextInt(20) == 0
                            ? new Input.Event(world.sign(new RetireList(world.envelope(list()))))
                            : noise();
                default -> new Input.Event(world.sign(change()));
            };
        }

        private ListId list() {
            return lists.get(random.nextInt(lists.size()));
        }

        private int leased() {
            ListState list = fold.lists().get(lists.getFirst());
            return list == null ? 0 : list.leased();
        }

        private Input noise() {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return new Input.Noise(Bytes.of(bytes));
        }

        private Command change() {
            List<EntryChange> changes = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(_ -> EntryChange.of(random.nextInt(310), new Status(random.nextInt(4))))
                    .toList();
            return new ChangeStatuses(world.envelope(list()), changes);
        }

        /// A command whose id lies before those of its writer that were folded.
        private Command late() {
            Command.Envelope now = world.envelope(list());
            CommandId early = CommandId.of(1000 + random.nextInt(1000), random.nextLong());
            return new ChangeStatuses(
                    new Command.Envelope(
                            now.deployment(), now.issuer(), now.list(), now.writer(), now.idempotencyKey(), early),
                    List.of(EntryChange.of(1, Status.SUSPENDED)));
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
