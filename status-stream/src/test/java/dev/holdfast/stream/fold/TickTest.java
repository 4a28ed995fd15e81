package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome;
import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.stream.TestWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TickTest {
    private static final List<ListId> LISTS =
            TestWorld.listsIn(Bench.PARTITION).limit(40).toList();

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench(folder);
        bench.pipe(bench.world.trust.toEvent());
        bench.pipe(bench.world.sign(bench.world.open(LISTS.getFirst(), 2, 100)));
        bench.pass(Duration.ofSeconds(2));
        bench.drafts();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void many_changes_in_a_tick_are_one_draft() throws Malformed {
        for (int i = 0; i < 50; i++) {
            bench.pipe(bench.world.sign(bench.world.change(LISTS.getFirst(), i, Status.INVALID)));
        }
        assertThat(bench.drafts()).isEmpty();
        bench.pass(Duration.ofMillis(200));
        List<DraftRecord> drafts = bench.drafts();
        assertThat(drafts).singleElement().isInstanceOf(CheckpointDraft.class);
        assertThat(header(drafts.getFirst()).n()).isEqualTo(52);
    }

    @Test
    void an_idle_partition_says_every_five_seconds_that_it_is_alive() throws Malformed {
        bench.pass(Duration.ofSeconds(20));
        List<CheckpointDraft> heartbeats = bench.drafts(CheckpointDraft.class);
        assertThat(heartbeats).hasSize(4);
        for (CheckpointDraft heartbeat : heartbeats) {
            assertThat(Delta.parse(heartbeat.body().toArray())).isEqualTo(Delta.heartbeat(2));
        }
    }

    @Test
    void a_clock_stepped_back_neither_silences_it_nor_turns_iat_back() throws Malformed {
        Instant before = bench.now();
        bench.jumpTo(before.minus(Duration.ofHours(1)));
        bench.pass(Duration.ofSeconds(11));
        List<CheckpointDraft> drafts = bench.drafts(CheckpointDraft.class);
        assertThat(drafts).hasSizeBetween(3, 4);
        Instant last = before.minusSeconds(5);
        for (CheckpointDraft draft : drafts) {
            assertThat(header(draft).issuedAt()).isAfter(last);
            last = header(draft).issuedAt();
        }
        bench.restart();
        bench.pass(Duration.ofSeconds(1));
        assertThat(header(bench.drafts(CheckpointDraft.class).getFirst()).issuedAt())
                .isAfter(last);
    }

    @Test
    void a_start_and_every_six_hours_bring_a_snapshot_behind_its_checkpoint() {
        bench.restart();
        bench.pass(Duration.ofMillis(200));
        List<DraftRecord> drafts = bench.drafts();
        assertThat(drafts).hasSize(2);
        CheckpointDraft covering = (CheckpointDraft) drafts.getFirst();
        SnapshotDraft snapshot = (SnapshotDraft) drafts.getLast();
        assertThat(snapshot.headerHash()).isEqualTo(covering.header().sha256());
        bench.pass(Duration.ofSeconds(20));
        assertThat(bench.drafts(SnapshotDraft.class)).isEmpty();
        bench.jumpTo(bench.now().plus(Duration.ofHours(6)));
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.drafts(SnapshotDraft.class)).hasSize(1);
    }

    @Test
    void a_changed_list_gets_a_token_at_most_every_ten_seconds() throws Malformed {
        int tokens = 0;
        for (int second = 0; second < 60; second++) {
            bench.pipe(bench.world.sign(bench.world.change(LISTS.getFirst(), second, Status.INVALID)));
            bench.pass(Duration.ofSeconds(1));
            List<TokenDraft> drafts = bench.drafts(TokenDraft.class);
            tokens += drafts.size();
            for (TokenDraft draft : drafts) {
                StatusListToken claims =
                        TokenStatusListJwt.parsePayload(draft.payload().toArray());
                assertThat(claims.expiresAt()).hasValue(claims.issuedAt().plus(TokenSchedule.LIFE));
                assertThat(claims.ttl()).hasValue(TokenSchedule.TTL);
                assertThat(claims.provenance()).isPresent();
            }
        }
        assertThat(tokens).isBetween(4, 6);
    }

    @Test
    void every_form_of_a_list_is_drafted_at_one_n_and_says_the_same() throws Malformed {
        ListId list = LISTS.get(1);
        String uri = "https://status.example/lists/" + list;
        List<Publication> forms = ListFormat.all().stream()
                .filter(format -> format.purposes().contains(Purpose.STATUS))
                .map(format -> new Publication(Form.of(format), uri))
                .toList();
        bench.pipe(bench.world.sign(new OpenList(bench.world.envelope(list), 2, 100, forms, TestWorld.ALLOCATION)));
        bench.pipe(bench.world.sign(bench.world.change(list, 7, Status.SUSPENDED)));
        bench.pass(Duration.ofSeconds(2));
        List<TokenDraft> drafts = bench.drafts(TokenDraft.class);
        assertThat(drafts)
                .extracting(TokenDraft::form)
                .containsExactlyElementsOf(forms.stream().map(Publication::form).toList());
        assertThat(drafts).extracting(TokenDraft::n).containsOnly(4L);
        for (TokenDraft draft : drafts) {
            Statement says = draft.form().format().parseDraft(draft.payload().toArray());
            assertThat(says.claims().sub()).isEqualTo(uri);
            assertThat(says.claims().aggregationUri()).contains("https://status.example/lists/" + list.issuer());
            assertThat(says.claims().statuses().code(7)).isEqualTo(Status.SUSPENDED.code());
        }
        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.drafts(TokenDraft.class)).isEmpty();
    }

    @Test
    void an_unchanged_list_gets_a_token_before_half_of_the_old_one_s_life() {
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.drafts(TokenDraft.class)).isEmpty();
        Duration half = TokenSchedule.halfLife(LISTS.getFirst());
        assertThat(half).isBetween(Duration.ofHours(9), Duration.ofHours(12));
        bench.jumpTo(bench.now().plus(half));
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.drafts(TokenDraft.class)).hasSize(1);
    }

    @Test
    void a_restart_alone_brings_no_token() {
        bench.restart();
        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.drafts(TokenDraft.class)).isEmpty();
    }

    @Test
    void every_list_gets_its_token_when_many_are_opened_at_once() {
        LISTS.stream().skip(1).forEach(list -> bench.pipe(bench.world.sign(bench.world.open(list, 2, 1000))));
        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.drafts(TokenDraft.class).stream().map(TokenDraft::list))
                .containsExactlyInAnyOrderElementsOf(LISTS.subList(1, LISTS.size()));
    }

    @Test
    void lists_in_which_something_was_revoked_get_their_token_first() {
        List<ListId> lists = LISTS.subList(1, 6);
        lists.forEach(list -> bench.pipe(bench.world.sign(bench.world.open(list, 4, 1000))));
        bench.pipe(bench.world.sign(bench.world.change(lists.get(3), 1, Status.SUSPENDED)));
        bench.pass(Duration.ofSeconds(12));
        bench.drafts();
        bench.pipe(bench.world.sign(bench.world.change(lists.get(0), 1, new Status(3))));
        bench.pipe(bench.world.sign(bench.world.change(lists.get(1), 1, new Status(3))));
        bench.pipe(bench.world.sign(bench.world.change(lists.get(2), 1, Status.INVALID)));
        bench.pipe(bench.world.sign(bench.world.change(lists.get(3), 1, Status.VALID)));
        bench.pipe(bench.world.sign(bench.world.change(lists.get(4), 1, Status.SUSPENDED)));
        bench.pass(Duration.ofSeconds(12));
        List<ListId> order =
                bench.drafts(TokenDraft.class).stream().map(TokenDraft::list).toList();
        assertThat(order).containsExactlyInAnyOrderElementsOf(lists);
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(lists.get(2), lists.get(4));
    }

    @Test
    void what_gives_back_does_not_wait_for_ever_behind_what_takes_away() {
        List<ListId> lists = LISTS.subList(1, 25);
        ListId patient = lists.getFirst();
        lists.forEach(list -> bench.pipe(bench.world.sign(bench.world.open(list, 2, 1000))));
        bench.pipe(bench.world.sign(bench.world.change(patient, 1, Status.SUSPENDED)));
        bench.pass(Duration.ofSeconds(30));
        FoldedPartition partition = FoldedPartition.restore(bench.world.root, Bench.PARTITION, bench.store());
        TokenSchedule schedule = new TokenSchedule(partition, Set.of());
        change(partition, patient, 1, Status.VALID);
        // One token a second, where those that take away want more than two.
        int waited = 0;
        for (boolean drafted = false; !drafted; waited++) {
            assertThat(waited).isLessThan(300);
            for (ListId other : lists.subList(1, lists.size())) {
                change(partition, other, waited + 2, Status.INVALID);
            }
            Instant now = bench.now().plusSeconds(waited);
            schedule.look(now, 1);
            drafted = schedule.next(now, now, 1).getFirst().list().equals(patient);
        }
        assertThat(waited).isBetween(60, 90);
    }

    @Test
    void the_token_of_an_urgent_list_follows_each_change_within_two_seconds() {
        ListId urgent = LISTS.get(2);
        Bench asked = new Bench(folder.resolve("urgent"), Set.of(urgent));
        try (asked) {
            asked.pipe(asked.world.trust.toEvent());
            asked.pipe(asked.world.sign(asked.world.open(LISTS.getFirst(), 2, 100)));
            asked.pipe(asked.world.sign(asked.world.open(urgent, 2, 100)));
            asked.pass(Duration.ofSeconds(12));
            for (int i = 0; i < 3; i++) {
                asked.drafts();
                asked.pipe(asked.world.sign(asked.world.change(LISTS.getFirst(), i, Status.INVALID)));
                asked.pipe(asked.world.sign(asked.world.change(urgent, i, Status.INVALID)));
                asked.pass(Duration.ofSeconds(2));
                assertThat(asked.drafts(TokenDraft.class).stream()
                                .filter(token -> token.list().equals(urgent)))
                        .hasSize(1);
            }
            asked.pass(Duration.ofSeconds(60));
            assertThat(asked.drafts(TokenDraft.class))
                    .extracting(TokenDraft::list)
                    .doesNotContain(urgent);
        }
    }

    @Test
    void many_due_tokens_make_no_tick_late_and_what_is_revoked_meanwhile_overtakes_them() {
        LISTS.stream().skip(1).forEach(list -> bench.pipe(bench.world.sign(bench.world.open(list, 2, 1000))));
        bench.pass(Duration.ofSeconds(15));
        FoldedPartition partition = FoldedPartition.restore(bench.world.root, Bench.PARTITION, bench.store());
        long[] nanos = {0};
        TickBudget budget =
                new TickBudget(() -> nanos[0] += Duration.ofMillis(16).toNanos(), 16);
        Instant[] clock = {bench.now().plus(Duration.ofHours(12))};
        List<DraftRecord> drafts = new ArrayList<>();
        Tick tick =
                new Tick(partition, TestWorld.REGION, () -> clock[0], budget, bench.counters, Set.of(), drafts::add);
        Set<ListId> renewed = new LinkedHashSet<>();
        Optional<ListId> revoked = Optional.empty();
        while (renewed.size() < LISTS.size()) {
            boolean changed = revoked.isEmpty() && renewed.size() > LISTS.size() / 4;
            if (changed) {
                revoked = LISTS.stream().filter(list -> !renewed.contains(list)).max(Comparator.naturalOrder());
                revoke(partition, revoked.orElseThrow());
            }
            drafts.clear();
            tick.run();
            assertThat(!changed || drafts.getFirst() instanceof CheckpointDraft).isTrue();
            List<ListId> tokens = drafts.stream()
                    .filter(TokenDraft.class::isInstance)
                    .map(draft -> ((TokenDraft) draft).list())
                    .toList();
            // It takes 16 ms, and a tick has 10 for all of them.
            assertThat(tokens).hasSizeLessThanOrEqualTo(1);
            renewed.addAll(tokens);
            clock[0] = clock[0].plus(Tick.EVERY);
        }
        int place = List.copyOf(renewed).indexOf(revoked.orElseThrow());
        assertThat(place).isLessThan(3 * LISTS.size() / 4);
    }

    private void revoke(FoldedPartition partition, ListId list) {
        change(partition, list, 1, Status.INVALID);
    }

    private void change(FoldedPartition partition, ListId list, int idx, Status status) {
        StatusEvent event = bench.world.sign(bench.world.change(list, idx, status));
        Outcome outcome = Fold.decide(partition.state(), event);
        partition.apply(event, outcome, partition.state().homeOffset() + 1);
    }

    @Test
    void a_tick_s_budget_is_kept_and_every_partition_gets_its_turn() {
        long[] nanos = {0};
        TickBudget budget = new TickBudget(() -> nanos[0], 16);
        int[] ran = new int[16];
        for (int tick = 0; tick < 16; tick++) {
            for (int partition = 0; partition < 16; partition++) {
                int number = partition;
                budget.spend(tick, partition, () -> {
                    nanos[0] += Duration.ofMillis(5).toNanos();
                    ran[number]++;
                    return true;
                });
            }
        }
        assertThat(nanos[0]).isLessThanOrEqualTo(Duration.ofMillis(16 * 25).toNanos());
        assertThat(Arrays.stream(ran).min().orElse(0)).isPositive();
    }

    private static Header header(DraftRecord draft) throws Malformed {
        return Header.parse(((CheckpointDraft) draft).header().toArray());
    }
}
