package dev.holdfast.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.replay.Finding.Kind;
import dev.holdfast.replay.StatusThen.Distrusted;
import dev.holdfast.replay.StatusThen.Known;
import dev.holdfast.replay.StatusThen.NotKnown;
import dev.holdfast.replay.StatusThen.NotKnown.Why;
import dev.holdfast.replay.log.Section;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusAtTest {
    private World world;
    private Header opened;
    private Header suspended;
    private Header reinstated;

    @BeforeEach
    void an_entry_that_is_suspended_and_reinstated() throws Exception {
        world = new World(4);
        world.open(World.LIST, 2, 100);
        opened = world.checkpoint();
        world.change(4, Status.SUSPENDED);
        suspended = world.checkpoint();
        world.change(4, Status.VALID);
        world.change(9, Status.INVALID);
        reinstated = world.checkpoint();
        world.heartbeat();
    }

    @Test
    void now_is_the_newest_checkpoint() throws Exception {
        Known known = known(4, Optional.empty());

        assertThat(known.status()).isEqualTo(Status.VALID);
        assertThat(known.n()).isEqualTo(5);
        assertThat(known.issuedAt()).isAfter(reinstated.issuedAt());
        assertThat(known.listVersion()).isEqualTo(4);
        assertThat(known.since().orElseThrow().n()).isEqualTo(4);
        assertThat(known.since().orElseThrow().visibleAt()).contains(reinstated.issuedAt());
        assertThat(known.since().orElseThrow().receivedAt()).isPresent();
    }

    @Test
    void at_a_time_it_is_the_newest_checkpoint_up_to_then() throws Exception {
        assertThat(known(4, Optional.of(suspended.issuedAt())).status()).isEqualTo(Status.SUSPENDED);
        assertThat(known(4, Optional.of(reinstated.issuedAt().minusMillis(1))).status())
                .isEqualTo(Status.SUSPENDED);
        assertThat(known(4, Optional.of(suspended.issuedAt().minusMillis(1))).n())
                .isEqualTo(opened.n());
    }

    @Test
    void an_entry_that_never_changed_stands_since_its_list_was_opened() throws Exception {
        assertThat(known(50, Optional.empty()).since().orElseThrow().n()).isEqualTo(2);
    }

    @Test
    void a_time_before_the_first_checkpoint_has_no_answer() throws Exception {
        Why why = notKnown(World.LIST, 4, Optional.of(opened.issuedAt().minusMillis(1)));

        assertThat(why).isEqualTo(Why.NO_CHECKPOINT);
    }

    @Test
    void a_time_after_the_newest_checkpoint_is_not_settled() throws Exception {
        Instant newest = known(4, Optional.empty()).issuedAt();

        assertThat(known(4, Optional.of(newest)).status()).isEqualTo(Status.VALID);
        assertThat(notKnown(World.LIST, 4, Optional.of(newest.plusMillis(1)))).isEqualTo(Why.NOT_SETTLED);
    }

    @Test
    void a_list_nobody_opened_has_no_answer() throws Exception {
        ListId sibling = siblingOf(World.LIST);

        assertThat(notKnown(sibling, 4, Optional.empty())).isEqualTo(Why.UNKNOWN_LIST);
    }

    @Test
    void an_entry_behind_the_end_of_the_list_has_no_answer() throws Exception {
        assertThat(notKnown(World.LIST, 100, Optional.empty())).isEqualTo(Why.INDEX_OUT_OF_RANGE);
    }

    @Test
    void a_checkpoint_that_is_not_the_fold_is_not_believed() throws Exception {
        world.checkpoint(header -> header, World.key(77));

        assertThat(find(World.LIST, 4, Optional.empty()))
                .isInstanceOfSatisfying(
                        Distrusted.class,
                        distrusted -> assertThat(distrusted.finding().kind()).isEqualTo(Kind.NOT_VOUCHED));
    }

    @Test
    void a_log_without_its_tail_is_not_believed() throws Exception {
        world.log.drop(Section.STATUS_EVENTS, world.partition, record -> record.offset() == 4);

        assertThat(find(World.LIST, 4, Optional.empty()))
                .isInstanceOfSatisfying(
                        Distrusted.class,
                        distrusted -> assertThat(distrusted.finding().kind()).isEqualTo(Kind.AHEAD));
    }

    @Test
    void the_trust_topic_is_walked_from_the_root() throws Exception {
        var stranger = dev.holdfast.trust.Root.of(
                World.DEPLOYMENT, 1, java.util.List.of(World.key(55).publicKey()));

        assertThat(TrustTopic.newest(world.log, world.root).orElseThrow().hash())
                .isEqualTo(world.trust.hash());
        assertThat(TrustTopic.newest(world.log, stranger)).isEmpty();
    }

    private ListId siblingOf(ListId list) {
        for (int i = 0; ; i++) {
            ListId other = new ListId(list.value() + i);
            if (dev.holdfast.event.Partitioning.of(other, 4) == world.partition) {
                return other;
            }
        }
    }

    private StatusThen find(ListId list, int idx, Optional<Instant> at) throws Exception {
        return new StatusAt(world.log, world.root).find(list, idx, at);
    }

    private Known known(int idx, Optional<Instant> at) throws Exception {
        return (Known) find(World.LIST, idx, at);
    }

    private Why notKnown(ListId list, int idx, Optional<Instant> at) throws Exception {
        return ((NotKnown) find(list, idx, at)).why();
    }
}
