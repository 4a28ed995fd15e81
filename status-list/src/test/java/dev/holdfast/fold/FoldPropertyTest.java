package dev.holdfast.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.layout.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class FoldPropertyTest {
    private static final ListId HOME = new ListId("acme.pid");
    private static final int PARTITION = World.partitionOf(HOME);
    private static final List<ListId> LISTS = sharing(PARTITION, 3);

    private final World world = new World();

    @Property(tries = 60)
    void the_fold_agrees_with_the_naive_fold(@ForAll Random random) {
        PartitionState state = world.partition(PARTITION);
        NaiveFold naive = new NaiveFold(PARTITION, state.n());
        List<Command> history = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            Command command = random.nextInt(6) == 0 && !history.isEmpty()
                    ? history.get(random.nextInt(history.size()))
                    : randomCommand(random);
            history.add(command);
            assertThat(said(world.fold(state, command))).isEqualTo(naive.fold(command));
            if (random.nextInt(25) == 0) {
                state = world.restarted(state);
            }
        }
        assertThat(state.n()).isEqualTo(naive.n);
        assertSame(state, naive);
    }

    @Property(tries = 20)
    void repeats_anywhere_change_nothing(@ForAll Random random) {
        PartitionState once = world.partition(PARTITION);
        PartitionState often = world.partition(PARTITION);
        List<SignedCommand> history = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            SignedCommand signed = world.sign(randomCommand(random));
            history.add(signed);
            world.fold(once, signed);
            world.fold(often, signed);
            for (int repeat = random.nextInt(3); repeat > 0; repeat--) {
                Outcome outcome = world.fold(often, history.get(random.nextInt(history.size())));
                assertThat(outcome).isInstanceOf(Duplicate.class);
            }
        }
        assertThat(often.n()).isEqualTo(once.n());
        assertThat(often.chain()).isEqualTo(once.chain());
        assertThat(often.images()).isEqualTo(once.images());
    }

    @Property(tries = 20)
    void commands_to_different_lists_may_arrive_in_any_order(@ForAll Random random) {
        List<List<SignedCommand>> lanes = new ArrayList<>();
        for (ListId list : LISTS) {
            List<SignedCommand> lane = new ArrayList<>();
            lane.add(world.sign(world.open(list, 2, 500)));
            for (int i = 0; i < 40; i++) {
                lane.add(world.sign(world.change(list, random.nextInt(500), new Status(random.nextInt(4)))));
            }
            lanes.add(lane);
        }
        PartitionState one = world.partition(PARTITION);
        lanes.forEach(lane -> lane.forEach(command -> world.fold(one, command)));
        PartitionState other = world.partition(PARTITION);
        interleaved(lanes, random).forEach(command -> world.fold(other, command));
        assertThat(other.images()).isEqualTo(one.images());
        assertThat(other.n()).isEqualTo(one.n());
    }

    @Property(tries = 30)
    void whatever_happens_invalid_stays_invalid(@ForAll Random random) {
        PartitionState state = world.partition(PARTITION);
        List<Integer> invalid = new ArrayList<>();
        world.fold(state, world.open(HOME, 2, 100));
        for (int i = 0; i < 200; i++) {
            world.fold(state, randomCommand(random));
            var statuses = state.lists().get(HOME).image().statuses();
            invalid.forEach(idx -> assertThat(statuses.status(idx)).isEqualTo(Status.INVALID));
            for (int idx = 0; idx < 100; idx++) {
                if (statuses.status(idx).equals(Status.INVALID) && !invalid.contains(idx)) {
                    invalid.add(idx);
                }
            }
        }
    }

    private Command randomCommand(Random random) {
        ListId list = random.nextInt(30) == 0 ? new ListId("acme.elsewhere") : LISTS.get(random.nextInt(LISTS.size()));
        Command.Envelope fresh = world.envelope(list, random.nextInt(4) == 0 ? World.SECOND : World.GATEWAY);
        Command.Envelope envelope = new Command.Envelope(
                fresh.deployment(),
                random.nextInt(25) == 0 ? World.OTHER : World.ACME,
                list,
                random.nextInt(40) == 0 ? new WriterId("nobody") : fresh.writer(),
                fresh.idempotencyKey(),
                fresh.id());
        return switch (random.nextInt(20)) {
            case 0, 1 ->
                new OpenList(envelope, 1 << random.nextInt(5), 1 + random.nextInt(300), List.of(), World.ALLOCATION);
            case 2 -> new LeaseBlock(envelope, 10 * random.nextInt(3), random.nextInt(12), allocation(random));
            case 3 -> random.nextInt(12) == 0 ? new Command.RetireList(envelope) : change(envelope, random, 3);
            default -> change(envelope, random, 1 + random.nextInt(4));
        };
    }

    private static Hash allocation(Random random) {
        return random.nextInt(5) == 0 ? Hash.of(new byte[] {2}) : World.ALLOCATION;
    }

    private static ChangeStatuses change(Command.Envelope envelope, Random random, int count) {
        List<EntryChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(new EntryChange(
                    random.nextInt(110),
                    new Status(random.nextInt(10) == 0 ? random.nextInt(20) : random.nextInt(4)),
                    random.nextInt(6) == 0 ? OptionalLong.of(random.nextInt(40)) : OptionalLong.empty()));
        }
        return new ChangeStatuses(envelope, changes);
    }

    private static List<SignedCommand> interleaved(List<List<SignedCommand>> lanes, Random random) {
        List<Integer> turns = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            turns.addAll(Collections.nCopies(lanes.get(lane).size(), lane));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[lanes.size()];
        return turns.stream().map(lane -> lanes.get(lane).get(next[lane]++)).toList();
    }

    private static String said(Outcome outcome) {
        return switch (outcome) {
            case Accepted _ -> "accepted";
            case Refused refused -> refused.reason().wireName();
            case Duplicate duplicate -> "duplicate of " + duplicate.originalN();
            case Outcome.TrustTaken _, Outcome.NotAuthentic _, Outcome.UnknownRules _ -> outcome.toString();
        };
    }

    private static void assertSame(PartitionState state, NaiveFold naive) {
        assertThat(state.lists().keySet().stream().map(ListId::value))
                .containsExactlyInAnyOrderElementsOf(naive.lists.keySet());
        naive.lists.forEach((id, book) -> {
            @Nullable ListState list = state.lists().get(new ListId(id));
            assertThat(list).isNotNull();
            assertThat(list.image().version()).isEqualTo(book.version);
            assertThat(list.leased()).isEqualTo(book.leased);
            for (int idx = 0; idx < book.capacity; idx++) {
                assertThat(list.image().statuses().code(idx)).isEqualTo(book.codes.getOrDefault(idx, 0));
            }
        });
    }

    static List<ListId> sharing(int partition, int count) {
        List<ListId> lists = new ArrayList<>(List.of(HOME));
        for (int i = 0; lists.size() < count; i++) {
            ListId candidate = new ListId("acme.list-" + i);
            if (World.partitionOf(candidate) == partition) {
                lists.add(candidate);
            }
        }
        return lists;
    }

    @Property(tries = 1)
    void every_refusal_has_its_own_number_and_name() {
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::code)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Refusal.values()).map(Refusal::wireName)).doesNotHaveDuplicates();
    }
}
