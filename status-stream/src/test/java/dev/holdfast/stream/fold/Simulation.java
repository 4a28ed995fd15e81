package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Delta.RefusedEvent;
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
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.stream.TestWorld;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Hundreds of random events of one seed, with repeats, forgeries, noise, changes of trust and keys, restarts, crashes
/// and
/// a clock that jumps. Beside the topology runs the bare fold, which never restarts: both must stay the same, and the
/// drafts alone must lead an edge to the same state.
final class Simulation {
    private static final int STEPS = 120;

    /// What is piped: an event, or bytes that are none.
    private sealed interface Input {
        record Event(StatusEvent event) implements Input {}

        record Noise(Bytes bytes) implements Input {}
    }

    private final Random random;
    private final Variant variant;
    private final Bench bench;
    private final TestWorld world = new TestWorld();
    private final PartitionState fold = PartitionState.genesis(world.root, Bench.PARTITION);
    private final DraftModel edge = new DraftModel();
    private final List<ListId> lists =
            TestWorld.listsIn(Bench.PARTITION).limit(5).toList();
    private final ListId stranger = TestWorld.listsIn(3).findFirst().orElseThrow();
    private final List<StatusEvent> sent = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final List<RefusedEvent> refused = new ArrayList<>();
    private final List<SignedTrustDocument> trust = new ArrayList<>(List.of(world.trust));
    private Signer commandKey = world.commandKey;
    private int freshKeys = 100;

    Simulation(Path folder, long seed, Variant variant) {
        this.random = new Random(seed);
        this.variant = variant;
        this.bench = new Bench(folder);
        bench.keepOfRows(variant::keeps);
    }

    /// The headers of all drafts, in their order.
    List<Bytes> headers() {
        return edge.headers();
    }

    /// @throws AssertionError if the stream did anything that it should not have done
    void run() throws Malformed {
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
            case Input.Event event -> {
                if (variant.folds(event.event())) {
                    bench.pipe(event.event());
                }
            }
            case Input.Noise noise -> bench.pipe(noise.bytes().toArray(), new RecordHeaders());
        }
    }

    private void foldBare(Input input) {
        switch (input) {
            case Input.Event event -> {
                Outcome outcome = variant.decide(fold, event.event());
                fold.apply(event.event(), outcome, 0);
                sent.add(event.event());
                switch (outcome) {
                    case Outcome.Refused no -> {
                        expected.add(no.reason().wireName());
                        refused.add(new RefusedEvent(no.n(), no.reason()));
                    }
                    case Outcome.NotAuthentic not -> expected.add(not.cause().wireName());
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
                    .isEqualTo(new DraftModel.Drafted(
                            fold.n(),
                            fold.chain(),
                            Snapshot.rootOf(fold.images()),
                            fold.trust().orElseThrow().document().version()));
            assertThat(edge.refused()).isEqualTo(refused);
        }
        assertSame(
                FoldedPartition.restore(world.root, Bench.PARTITION, bench.store())
                        .state(),
                fold);
    }

    private void settleDrafts() throws Malformed {
        edge.apply(bench.drafts().stream()
                .flatMap(draft -> variant.drafts(draft).stream())
                .toList());
        assertThat(bench.refusals().stream().map(RefusalRecord::cause)).isEqualTo(expected);
        expected.clear();
    }

    private Input input() {
        return switch (random.nextInt(16)) {
            case 0 -> new Input.Event(trust.get(random.nextInt(trust.size())).toEvent());
            case 9 -> random.nextInt(4) == 0 ? new Input.Event(nextTrust().toEvent()) : noise();
            case 10 -> new Input.Event(TestWorld.sign(change(), random.nextBoolean() ? world.commandKey : commandKey));
            case 1 -> new Input.Event(signed(world.open(list(), 1 << random.nextInt(4), 1 + random.nextInt(300))));
            case 2 -> sent.isEmpty() ? noise() : new Input.Event(sent.get(random.nextInt(sent.size())));
            case 3 -> new Input.Event(TestWorld.forged(signed(change())));
            case 4 -> noise();
            case 5 -> new Input.Event(signed(world.change(stranger, 1, Status.INVALID)));
            case 6 -> new Input.Event(signed(late()));
            case 7 ->
                new Input.Event(signed(new LeaseBlock(world.envelope(list()), leased(), 8, TestWorld.ALLOCATION)));
            case 8 ->
                random.nextInt(20) == 0 ? new Input.Event(signed(new RetireList(world.envelope(list())))) : noise();
            default -> new Input.Event(signed(change()));
        };
    }

    private StatusEvent.SignedCommand signed(Command command) {
        return TestWorld.sign(command, commandKey);
    }

    /// Another key for something, a new epoch, or only a new version. A document whose predecessor has not come by yet
    /// is refused, and taken when it is repeated.
    private SignedTrustDocument nextTrust() {
        SignedTrustDocument before = trust.getLast();
        TrustDocument held = before.document();
        Ed25519Signer fresh = TestWorld.key(freshKeys++);
        SignedTrustDocument next = switch (random.nextInt(6)) {
            case 0 -> {
                KeyId old = commandKey.keyId();
                commandKey = fresh;
                yield world.trustAfter(before, document -> TrustEdit.rotate(document, old, fresh.publicKey(), false));
            }
            case 1 -> {
                KeyId old = commandKey.keyId();
                commandKey = fresh;
                yield world.trustAfter(
                        before,
                        document ->
                                TrustEdit.compromise(document, old, TestWorld.EPOCH, Optional.of(fresh.publicKey())));
            }
            case 2 -> rotated(before, publisher(held).checkpointKeys(), fresh);
            case 3 -> rotated(before, publisher(held).tokenKeys(), fresh);
            case 4 -> world.trustAfter(before, document -> TrustEdit.raiseEpoch(document, TestWorld.REGION, Map.of()));
            default -> world.trustAfter(before, document -> document);
        };
        trust.add(next);
        return next;
    }

    private SignedTrustDocument rotated(SignedTrustDocument before, List<PublicKey> keys, Signer fresh) {
        return world.trustAfter(
                before, document -> TrustEdit.rotate(document, keys.getFirst().keyId(), fresh.publicKey(), false));
    }

    private static Publisher publisher(TrustDocument document) {
        return document.publisher(TestWorld.REGION).orElseThrow();
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
