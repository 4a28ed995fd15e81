package dev.holdfast.stream.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.stream.TestWorld;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.BadEdit;
import dev.holdfast.trust.edit.TrustEdit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// Whatever may come from a log: good commands and bad ones, repeats, forgeries, noise, and trust documents that
/// change keys, writers and epochs. A seed gives the same inputs every time.
final class RandomInputs {
    private static final WriterId FIRST = new WriterId("gateway-1");
    private static final WriterId SECOND = new WriterId("gateway-2");
    private static final int BEFORE_TRUST = 5;

    final ListId stranger = TestWorld.listsIn(3).findFirst().orElseThrow();
    private final Random random;
    private final TestWorld world;
    private final List<ListId> lists =
            TestWorld.listsIn(Bench.PARTITION).limit(5).toList();
    private final List<Input> sent = new ArrayList<>();
    private final List<SignedTrustDocument> trust = new ArrayList<>();
    private final List<Ed25519Signer> commandKeys = new ArrayList<>();
    private int keysMade = 100;
    private int leased;

    RandomInputs(Random random, TestWorld world) {
        this.random = random;
        this.world = world;
        trust.add(world.trust);
        commandKeys.add(world.commandKey);
    }

    Input next() {
        if (sent.size() == BEFORE_TRUST) {
            sent.add(adopted(world.trust));
            return sent.getLast();
        }
        Input input = random.nextInt(7) == 0 && !sent.isEmpty() ? sent.get(random.nextInt(sent.size())) : fresh();
        sent.add(input);
        return input;
    }

    private Input fresh() {
        return switch (random.nextInt(16)) {
            case 0 -> adopted(trust.get(random.nextInt(trust.size())));
            case 1 -> random.nextInt(4) == 0 ? adopted(successor()) : adopted(trust.getLast());
            case 2 -> random.nextInt(4) == 0 ? forgedDocument() : noise();
            case 3 -> said(open());
            case 4 -> forged(change());
            case 5 -> noise();
            case 6 -> said(new ChangeStatuses(envelope(stranger), List.of(EntryChange.of(1, Status.INVALID))));
            case 7 -> said(late());
            case 8 -> said(lease());
            case 9 -> random.nextInt(20) == 0 ? said(new RetireList(envelope(list()))) : noise();
            default -> said(change());
        };
    }

    private Input said(Command command) {
        // A key that was given up now and then.
        Ed25519Signer key =
                random.nextInt(12) == 0 ? commandKeys.get(random.nextInt(commandKeys.size())) : commandKeys.getLast();
        return new Input.Said(TestWorld.sign(command, key), command, key.keyId(), false);
    }

    private Input forged(Command command) {
        SignedCommand signed = TestWorld.forged(TestWorld.sign(command, commandKeys.getLast()));
        return new Input.Said(signed, command, signed.keyId(), true);
    }

    private Input.Adopted adopted(SignedTrustDocument document) {
        Issuer issuer = issuer(document.document());
        return new Input.Adopted(
                document.toEvent(),
                document.document().version(),
                issuer.commandKeys().getFirst().keyId(),
                issuer.writers(),
                true);
    }

    private static Issuer issuer(TrustDocument document) {
        return document.issuer(TestWorld.ISSUER).orElseThrow();
    }

    private SignedTrustDocument successor() {
        SignedTrustDocument next = world.trustAfter(trust.getLast(), this::edited);
        trust.add(next);
        return next;
    }

    private TrustDocument edited(TrustDocument next) throws BadEdit {
        Ed25519Signer fresh = TestWorld.key(++keysMade);
        Ed25519Signer old = commandKeys.getLast();
        var publisher = next.publisher(TestWorld.REGION).orElseThrow();
        return switch (random.nextInt(6)) {
            case 0 -> {
                commandKeys.add(fresh);
                yield TrustEdit.rotate(next, old.keyId(), fresh.publicKey(), false);
            }
            case 1 -> {
                commandKeys.add(fresh);
                yield TrustEdit.compromise(next, old.keyId(), TestWorld.EPOCH, Optional.of(fresh.publicKey()));
            }
            case 2 -> withWriters(next, random.nextBoolean() ? Set.of(FIRST, SECOND) : Set.of(FIRST));
            case 3 -> TrustEdit.raiseEpoch(next, TestWorld.REGION, Map.of());
            case 4 ->
                TrustEdit.rotate(next, publisher.checkpointKeys().getFirst().keyId(), fresh.publicKey(), false);
            default -> TrustEdit.rotate(next, publisher.tokenKeys().getFirst().keyId(), fresh.publicKey(), false);
        };
    }

    private static TrustDocument withWriters(TrustDocument next, Set<WriterId> writers) throws BadEdit {
        Issuer held = issuer(next);
        return TrustEdit.addIssuer(
                TrustEdit.removeIssuer(next, held.id()),
                new Issuer(held.id(), held.callerKeys(), held.commandKeys(), writers));
    }

    /// What the root did not sign.
    private Input forgedDocument() {
        TrustDocument document =
                TrustEdit.next(trust.getLast(), TestWorld.EPOCH.plusSeconds(++keysMade), Duration.ofDays(9));
        Bytes signed = SignedTrustDocument.sign(document, List.of(TestWorld.key(77)));
        Issuer issuer = issuer(document);
        try {
            return new Input.Adopted(
                    SignedTrustDocument.event(signed),
                    document.version(),
                    issuer.commandKeys().getFirst().keyId(),
                    issuer.writers(),
                    false);
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private Input noise() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return new Input.Noise(Bytes.of(bytes));
    }

    private Command open() {
        ListId list = list();
        Publication token = Publication.byDefault("https://status.example/lists/" + list);
        int bits = random.nextInt(12) == 0 ? 3 : 1 << random.nextInt(4);
        return new OpenList(envelope(list), bits, 1 + random.nextInt(300), List.of(token), TestWorld.ALLOCATION);
    }

    private Command lease() {
        // Now right, now behind, now too far.
        int first = random.nextInt(3) == 0 ? random.nextInt(320) : leased;
        leased = random.nextInt(40) == 0 ? 0 : first + 8;
        return new LeaseBlock(envelope(lists.getFirst()), first, 8, TestWorld.ALLOCATION);
    }

    private Command change() {
        // Mostly within a list, now and then beyond its end.
        int bound = random.nextInt(4) == 0 ? 310 : 40;
        List<EntryChange> changes = IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(_ -> EntryChange.of(random.nextInt(bound), new Status(random.nextInt(4))))
                .toList();
        return new ChangeStatuses(
                envelope(list()),
                random.nextInt(3) == 0
                        ? List.of(EntryChange.of(random.nextInt(8), new Status(random.nextInt(3))))
                        : changes);
    }

    /// A command whose id lies before those of its writer that were folded.
    private Command late() {
        CommandId early = CommandId.of(1000 + random.nextInt(1000), random.nextLong());
        return new ChangeStatuses(by(FIRST, list(), early), List.of(EntryChange.of(1, Status.SUSPENDED)));
    }

    private Command.Envelope envelope(ListId list) {
        CommandId id = world.envelope(list).id();
        return by(random.nextInt(4) == 0 ? SECOND : FIRST, list, id);
    }

    private Command.Envelope by(WriterId writer, ListId list, CommandId id) {
        Command.Envelope now = world.envelope(list);
        return new Command.Envelope(now.deployment(), now.issuer(), list, writer, now.idempotencyKey(), id);
    }

    private ListId list() {
        return lists.get(random.nextInt(lists.size()));
    }
}
