package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.Malformed;
import dev.holdfast.stream.TestWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That the newest row of a list and of the partition is enough after a restart, however many came before it.
class RecentRowTest {
    private static final ListId LIST =
            TestWorld.listsIn(Bench.PARTITION).findFirst().orElseThrow();
    private static final int MORE_THAN_ARE_REMEMBERED = RecentCommands.SIZE + 100;

    @TempDir
    Path folder;

    private Bench bench;
    private PartitionState fold;

    @BeforeEach
    void start() {
        bench = new Bench(folder);
        fold = PartitionState.genesis(bench.world.root, Bench.PARTITION);
        pipe(bench.world.trust.toEvent());
        pipe(bench.world.sign(bench.world.open(LIST, 2, 2000)));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void a_writer_that_was_silent_for_longer_than_commands_are_remembered_keeps_its_last_command() {
        SignedCommand early = bySecondWriter(1);
        SignedCommand late = bySecondWriter(2);
        pipe(late);
        changes(MORE_THAN_ARE_REMEMBERED);
        bench.restart();
        assertThat(restored().lists().get(LIST).toRow())
                .isEqualTo(fold.lists().get(LIST).toRow());
        bench.pipe(early);
        assertThat(bench.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.cause()).isEqualTo("out-of-order"));
    }

    @Test
    void a_restart_at_any_command_around_the_turn_of_the_ring_finds_every_writer() {
        pipe(bySecondWriter(1));
        changes(RecentRow.BETWEEN_LIST_ROWS - 10);
        for (int i = 0; i < 20; i++) {
            changes(1);
            assertThat(restored().lists().get(LIST).toRow())
                    .isEqualTo(fold.lists().get(LIST).toRow());
        }
    }

    @Test
    void a_delta_begins_where_the_last_one_ended_although_the_rows_of_that_time_are_overwritten() throws Malformed {
        DraftModel edge = new DraftModel();
        bench.pass(Duration.ofMillis(200));
        edge.apply(bench.drafts());
        changes(MORE_THAN_ARE_REMEMBERED);
        bench.restart();
        bench.pass(Duration.ofMillis(200));
        edge.apply(bench.drafts());
        assertThat(edge.drafted())
                .isEqualTo(new DraftModel.Drafted(fold.n(), fold.chain(), Snapshot.rootOf(fold.images())));
    }

    @Test
    void a_command_writes_its_entry_and_one_row_more() {
        int before = rows();
        changes(1);
        assertThat(rows() - before).isEqualTo(2);
    }

    private int rows() {
        int count = 0;
        try (var all = bench.store().all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private PartitionState restored() {
        return FoldedPartition.restore(bench.world.root, Bench.PARTITION, bench.store())
                .state();
    }

    private SignedCommand bySecondWriter(int idx) {
        return bench.world.sign(new ChangeStatuses(
                bench.world.envelope(LIST, TestWorld.SECOND_WRITER), List.of(EntryChange.of(idx, Status.SUSPENDED))));
    }

    private void changes(int count) {
        for (int i = 0; i < count; i++) {
            int idx = (int) (fold.n() % 2000);
            pipe(bench.world.sign(bench.world.change(LIST, idx, Status.SUSPENDED)));
        }
    }

    private void pipe(StatusEvent event) {
        bench.pipe(event);
        Outcome outcome = Fold.decide(fold, event);
        fold.apply(event, outcome, fold.n());
    }
}
