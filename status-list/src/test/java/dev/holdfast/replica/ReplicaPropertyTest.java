package dev.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Command;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.fold.Pending;
import dev.holdfast.fold.World;
import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
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

    @Example
    void a_delta_is_cut_before_it_grows_too_long_to_be_read() throws Exception {
        Publishing publisher = new Publishing(world, PARTITION);
        List<ListId> lists = manyLists(900);
        for (ListId list : lists) {
            publisher.fold(new Command.OpenList(world.envelope(list), 2, 100, longUris(list), World.ALLOCATION));
        }
        publisher.checkpoint();
        for (ListId list : lists) {
            publisher.fold(world.change(list, 1, Status.SUSPENDED));
        }
        for (ListId list : lists) {
            publisher.fold(world.retire(list));
            if (publisher.pending().isFull()) {
                Delta.parse(publisher.pending().cut(publisher.state()).toBytes());
            }
        }
        Delta.parse(publisher.pending().cut(publisher.state()).toBytes());
    }

    private static List<ListId> manyLists(int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new ListId("acme.many-" + i))
                .filter(list -> World.partitionOf(list) == PARTITION)
                .limit(count)
                .toList();
    }

    private static List<Publication> longUris(ListId list) {
        return ListFormat.all().stream()
                .filter(format -> format.purposes().contains(Purpose.STATUS))
                .map(format -> new Publication(
                        Form.of(format), "https://status.example/" + format.code() + "x".repeat(200) + "/" + list))
                .toList();
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
