package dev.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.fold.Pending;
import dev.holdfast.fold.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ReplicaPropertyTest {
    private static final ListId FIRST = new ListId("acme.pid");
    private static final int PARTITION = World.partitionOf(FIRST);

    private final World world = new World();

    @Property(tries = 25)
    void wherever_deltas_are_cut_the_replica_is_the_fold(@ForAll Random random) throws Exception {
        Publishing publisher = new Publishing(world, PARTITION);
        Replica replica = Replica.empty(PARTITION);
        publisher.fold(world.open(FIRST, 2, 9000));
        for (int i = 0; i < 120; i++) {
            step(publisher, random);
            if (random.nextInt(6) == 0) {
                Checkpoint wire = Checkpoint.parse(publisher.checkpoint().toBytes());
                replica = ((Step.Moved) replica.apply(wire, world.trust)).next();
                assertThat(List.copyOf(replica.lists().values()))
                        .isEqualTo(publisher.state().images());
            }
        }
        Snapshot wire = Snapshot.parse(publisher.snapshot().toBytes());
        Replica loaded = ((Step.Moved) Replica.empty(PARTITION).load(wire, world.trust)).next();
        assertThat(List.copyOf(loaded.lists().values()))
                .isEqualTo(publisher.state().images());
    }

    @Property(tries = 25)
    void what_is_pending_follows_from_the_rows(@ForAll Random random) {
        Publishing publisher = new Publishing(world, PARTITION);
        publisher.fold(world.open(FIRST, 2, 9000));
        for (int i = random.nextInt(30); i > 0; i--) {
            step(publisher, random);
        }
        publisher.checkpoint();
        Map<ListId, Long> drafted = new HashMap<>();
        publisher.state().images().forEach(image -> drafted.put(image.id(), image.version()));
        long fromN = publisher.state().n();
        for (int i = random.nextInt(30); i > 0; i--) {
            step(publisher, random);
        }
        var refused = publisher.pending().refused();
        var restored = Pending.restore(world.restarted(publisher.state()), fromN, drafted, refused);
        assertThat(restored.cut(publisher.state()).toBytes())
                .isEqualTo(publisher.pending().cut(publisher.state()).toBytes());
    }

    private void step(Publishing publisher, Random random) {
        ListId list = random.nextInt(5) == 0 ? new ListId("acme.pid-" + random.nextInt(80)) : FIRST;
        if (random.nextInt(12) == 0) {
            publisher.fold(world.open(list, 1 << random.nextInt(4), 1 + random.nextInt(9000)));
        } else if (random.nextInt(60) == 0 && !list.equals(FIRST)) {
            publisher.fold(world.retire(list));
        } else {
            publisher.fold(world.change(list, random.nextInt(9000), new Status(random.nextInt(4))));
        }
    }
}
