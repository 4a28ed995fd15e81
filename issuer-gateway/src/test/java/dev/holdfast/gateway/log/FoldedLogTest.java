package dev.holdfast.gateway.log;

import static dev.holdfast.gateway.World.HOME;
import static dev.holdfast.gateway.World.LIST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.gateway.World;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FoldedLogTest {
    private final FoldedLog folded = new FoldedLog(World.ROOT);
    private final List<StatusEvent> log = new ArrayList<>();
    private final SignedCommand opened = World.signed("open", World.open());
    private final SignedCommand revoked = World.signed("revoke", World.change(5, Status.INVALID));

    @BeforeEach
    void begin() {
        folded.open(World.PARTITIONS);
        append(World.TRUST.toEvent());
    }

    private void append(StatusEvent event) {
        log.add(event);
        folded.event(HOME, log.size() - 1, event);
    }

    private EventState stateOf(SignedCommand command) {
        return folded.find(World.idOf(command)).orElseThrow();
    }

    @Test
    void an_event_is_appended_until_a_checkpoint_covers_it() {
        append(opened);
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.APPENDED);
        folded.checkpoint(HOME, World.checkpoint(HOME, log));
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.PUBLISHED);
        assertThat(stateOf(opened).trace().n()).isEqualTo(2);
        assertThat(stateOf(opened).trace().verdict()).isEqualTo(new Verdict.Accepted(1));
    }

    @Test
    void a_checkpoint_covers_nothing_that_came_after_it() {
        append(opened);
        var covering = World.checkpoint(HOME, log);
        append(revoked);
        folded.checkpoint(HOME, covering);
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.PUBLISHED);
        assertThat(stateOf(revoked).stage()).isEqualTo(Stage.APPENDED);
    }

    @Test
    void a_checkpoint_that_comes_before_its_events_covers_them_once_they_are_folded() {
        var ahead = World.checkpoint(HOME, List.of(World.TRUST.toEvent(), opened, revoked));
        folded.checkpoint(HOME, ahead);
        append(opened);
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.APPENDED);
        append(revoked);
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.PUBLISHED);
        assertThat(stateOf(revoked).stage()).isEqualTo(Stage.PUBLISHED);
    }

    @Test
    void an_older_checkpoint_after_a_newer_one_uncovers_nothing() {
        append(opened);
        var older = World.checkpoint(HOME, log);
        append(revoked);
        folded.checkpoint(HOME, World.checkpoint(HOME, log));
        folded.checkpoint(HOME, older);
        assertThat(stateOf(revoked).stage()).isEqualTo(Stage.PUBLISHED);
    }

    @Test
    void a_checkpoint_with_another_chain_never_covers() {
        append(opened);
        folded.checkpoint(HOME, World.checkpoint(HOME, 2, Hash.of(new byte[] {1}), World.PUBLISHER));
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.APPENDED);
        assertThat(folded.checkpointsSeen().get("contradicting").sum()).isEqualTo(1);
    }

    @Test
    void a_checkpoint_with_another_chain_that_comes_early_never_covers_either() {
        folded.checkpoint(HOME, World.checkpoint(HOME, 2, Hash.of(new byte[] {1}), World.PUBLISHER));
        append(opened);
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.APPENDED);
        assertThat(folded.checkpointsSeen().get("contradicting").sum()).isEqualTo(1);
    }

    @Test
    void a_checkpoint_that_no_publisher_signed_covers_nothing() {
        append(opened);
        var honest = World.checkpoint(HOME, log);
        var header = orThrow(honest);
        folded.checkpoint(HOME, World.checkpoint(HOME, header.n(), header.chain(), World.COMMANDS));
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.APPENDED);
        assertThat(folded.checkpointsSeen().get("not-vouched").sum()).isEqualTo(1);
    }

    private static Header orThrow(SignedHeader signed) {
        try {
            return signed.header();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_checkpoint_of_another_partition_covers_nothing() {
        append(opened);
        folded.checkpoint(HOME, World.checkpoint((HOME + 1) % World.PARTITIONS, log));
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.APPENDED);
    }

    @Test
    void a_checkpoint_far_behind_the_fold_covers_nothing() {
        append(opened);
        var old = World.checkpoint(HOME, log);
        ChainHistory history = new ChainHistory(Hash.of());
        for (long n = 1; n <= ChainHistory.SIZE; n++) {
            history.put(n, Hash.of(new byte[] {(byte) n}), null);
        }
        assertThat(history.chainAt(0)).isEmpty();
        assertThat(history.chainAt(1)).contains(Hash.of(new byte[] {1}));
        assertThat(history.chainAt(ChainHistory.SIZE + 1)).isEmpty();
        folded.checkpoint(HOME, old);
        assertThat(stateOf(opened).stage()).isEqualTo(Stage.PUBLISHED);
    }

    @Test
    void a_refused_event_says_why_and_where() {
        append(opened);
        append(revoked);
        SignedCommand revived = World.signed("revive", World.change(5, Status.VALID));
        append(revived);
        assertThat(stateOf(revived).stage()).isEqualTo(Stage.REFUSED);
        assertThat(stateOf(revived).trace().verdict()).isEqualTo(new Verdict.Refused(Refusal.FINAL, OptionalInt.of(5)));
    }

    @Test
    void a_repeat_under_a_new_id_has_the_outcome_of_its_original() {
        append(opened);
        append(revoked);
        SignedCommand again = World.signed("revoke", World.change(5, Status.INVALID));
        append(again);
        assertThat(stateOf(again).trace().n())
                .isEqualTo(stateOf(revoked).trace().n());
        assertThat(stateOf(again).trace().offset()).isEqualTo(3);
        folded.checkpoint(HOME, World.checkpoint(HOME, log));
        assertThat(stateOf(again).stage()).isEqualTo(Stage.PUBLISHED);
        assertThat(folded.list(LIST).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void the_same_record_again_keeps_its_first_offset() {
        append(opened);
        append(opened);
        assertThat(stateOf(opened).trace().offset()).isEqualTo(1);
    }

    @Test
    void a_badly_signed_command_moves_nothing() {
        append(opened);
        append(new SignedCommand(revoked.signedBytes(), revoked.keyId(), Bytes.of(new byte[64])));
        assertThat(folded.find(World.idOf(revoked))).isEmpty();
        assertThat(folded.folded()).isEqualTo(2);
    }

    @Test
    void a_watch_completes_when_its_event_is_covered() {
        append(opened);
        try (Watch watch = folded.watch(World.idOf(revoked), HOME)) {
            append(revoked);
            assertThat(watch.folded()).isCompleted();
            assertThat(watch.settled()).isNotCompleted();
            folded.checkpoint(HOME, World.checkpoint(HOME, log));
            assertThat(watch.settled()).isCompleted();
        }
    }

    @Test
    void a_watch_completes_at_once_when_its_event_is_refused() {
        try (Watch watch = folded.watch(World.idOf(revoked), HOME)) {
            append(revoked);
            assertThat(watch.settled()).isCompleted();
        }
        assertThat(stateOf(revoked).trace().verdict())
                .isEqualTo(new Verdict.Refused(Refusal.UNKNOWN_LIST, OptionalInt.empty()));
    }

    @Test
    void it_is_not_ready_before_it_has_caught_up_and_knows_whom_to_trust() {
        FoldedLog fresh = new FoldedLog(World.ROOT);
        fresh.open(World.PARTITIONS);
        fresh.caughtUp();
        assertThat(fresh.isReady()).isFalse();
        fresh.event(0, 0, World.TRUST.toEvent());
        assertThat(fresh.isReady()).isTrue();
        assertThat(folded.isReady()).isFalse();
    }

    @Test
    void a_topic_with_another_number_of_partitions_than_the_trust_document_stops_it() {
        FoldedLog fresh = new FoldedLog(World.ROOT);
        fresh.open(World.PARTITIONS + 1);
        assertThatThrownBy(() -> fresh.event(0, 0, World.TRUST.toEvent())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_an_event_asks_is_told_apart_from_what_another_asks() throws Exception {
        var one = CommandCodec.read(World.signed("a", World.change(5, Status.INVALID)));
        var same = CommandCodec.read(World.signed("b", World.change(5, Status.INVALID)));
        var other = CommandCodec.read(World.signed("a", World.change(5, Status.SUSPENDED)));
        assertThat(Asked.by(one)).isEqualTo(Asked.by(same)).isNotEqualTo(Asked.by(other));
    }

    @Test
    void lists_are_shown_to_their_issuer_only() {
        append(opened);
        assertThat(folded.listsOf(World.ACME)).hasSize(1);
        assertThat(folded.listsOf(World.OTHER)).isEmpty();
        assertThat(folded.list(new ListId("acme.other"))).isEmpty();
    }
}
