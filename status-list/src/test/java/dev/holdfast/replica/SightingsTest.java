package dev.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.fold.World;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.trust.Statement.Disowning;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a disowning lets go of, and beside it what differs in one thing and stays.
class SightingsTest {
    private static final ListId LIST = new ListId("acme.pid");
    private static final int PARTITION = World.partitionOf(LIST);
    private static final Region HOME = World.REGION;
    private static final int REVOKED = 4711;

    private final PackedStatuses blank = PackedStatuses.allValid(2, 9000);
    private final PackedStatuses revoked = with(blank, REVOKED, Status.INVALID);

    @Test
    void an_invalid_is_let_go_only_if_it_was_learned_first_in_the_disowned_states() {
        StickyInvalids sticky = cleared(Optional.of(new Seen(HOME, 1, 5)));
        assertThat(sticky.contains(LIST, REVOKED)).isTrue();
        assertThat(letGo(sticky, HOME, 1, 5)).isTrue();
        assertThat(letGo(sticky, HOME, 1, 4)).isTrue();
        assertThat(letGo(sticky, HOME, 1, 6)).isFalse();
        assertThat(letGo(sticky, HOME, 2, 5)).isFalse();
        assertThat(letGo(sticky, new Region("elsewhere"), 1, 5)).isFalse();
    }

    @Test
    void an_invalid_of_which_nobody_knows_since_when_is_never_let_go() {
        assertThat(letGo(cleared(Optional.empty()), HOME, 1, 0)).isFalse();
    }

    @Test
    void what_happens_to_other_entries_does_not_make_an_invalid_younger() {
        Seen five = new Seen(HOME, 1, 5);
        Seen nine = new Seen(HOME, 1, 9);
        PackedStatuses more = with(revoked, REVOKED + 1, Status.INVALID);
        Sightings firsts = Sightings.none()
                .afterMove(LIST, blank, revoked, Optional.of(five))
                .afterMove(LIST, revoked, more, Optional.of(nine));
        assertThat(firsts.first(LIST, REVOKED, 2)).contains(five);
        assertThat(firsts.first(LIST, REVOKED + 1, 2)).contains(nine);
        assertThat(firsts.first(LIST, REVOKED + 2, 2)).isEmpty();
        Sightings after = firsts.afterMove(LIST, more, revoked, Optional.of(nine));
        assertThat(after.first(LIST, REVOKED, 2)).contains(five);
        assertThat(after.first(LIST, REVOKED + 1, 2)).isEmpty();
    }

    @Test
    void of_a_first_snapshot_nothing_is_known_and_of_deltas_from_the_beginning_all_is() {
        World world = new World();
        Publishing publisher = new Publishing(world, PARTITION);
        publisher.fold(world.open(LIST, 2, 9000));
        publisher.fold(world.change(LIST, REVOKED, Status.INVALID));
        Replica followed = moved(Replica.empty(PARTITION).apply(publisher.checkpoint(), world.trust));
        assertThat(followed.firsts().first(LIST, REVOKED, 2)).contains(new Seen(HOME, 1, 1));
        Replica loaded = moved(Replica.empty(PARTITION).load(publisher.snapshot(), world.trust));
        assertThat(loaded.firsts().first(LIST, REVOKED, 2)).isEmpty();
        long held = loaded.n();
        publisher.fold(world.change(LIST, 7, Status.INVALID));
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Replica next = moved(loaded.load(publisher.snapshot(), world.trust));
        assertThat(next.firsts().first(LIST, 8, 2))
                .as("a later snapshot says no more than: after what was held")
                .contains(new Seen(HOME, 1, held + 1));
    }

    private StickyInvalids cleared(Optional<Seen> first) {
        Sightings firsts = Sightings.none().afterMove(LIST, blank, revoked, first);
        return StickyInvalids.none().afterMove(LIST, revoked, blank, idx -> firsts.first(LIST, idx, 2));
    }

    private static boolean letGo(StickyInvalids sticky, Region region, int epoch, long fromN) {
        Disowning disowning = new Disowning(region, epoch, PARTITION, fromN, 2);
        return !sticky.without(List.of(disowning)).contains(LIST, REVOKED);
    }

    private static PackedStatuses with(PackedStatuses statuses, int idx, Status status) {
        TreeMap<Integer, Integer> code = new TreeMap<>();
        code.put(idx, status.code());
        return statuses.with(code);
    }

    private static Replica moved(Step step) {
        assertThat(step).isInstanceOf(Step.Moved.class);
        return ((Step.Moved) step).next();
    }
}
