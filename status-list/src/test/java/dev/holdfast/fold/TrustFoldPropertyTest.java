package dev.holdfast.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.NotAuthentic;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// I7 over random histories in which keys and writers come and go: whether a command takes effect is for the
/// document to say that the partition adopted last, and a restart forgets none of it.
class TrustFoldPropertyTest {
    private static final ListId LIST = new ListId("acme.pid");
    private static final int PARTITION = World.partitionOf(LIST);
    private static final Set<WriterId> BOTH = Set.of(World.GATEWAY, World.SECOND);

    private final World world = new World();
    private List<Signer> keys = List.of();
    private List<SignedTrustDocument> chain = List.of();

    @Property(tries = 40)
    void a_command_takes_effect_exactly_while_its_key_and_writer_are_in_the_adopted_document(@ForAll Random random)
            throws Exception {
        keys = new ArrayList<>(List.of(world.acmeKey));
        chain = new ArrayList<>(List.of(world.trust));
        PartitionState state = world.partition(PARTITION);
        NaiveFold naive = new NaiveFold(PARTITION, state.n());
        KeyId good = world.acmeKey.keyId();
        for (int i = 0; i < 150; i++) {
            if (random.nextInt(8) == 0) {
                SignedTrustDocument next = next(random);
                state = adopted(state, next.toEvent(), TrustTaken.class);
                chain.add(next);
                Issuer acme = next.document().issuer(World.ACME).orElseThrow();
                good = acme.commandKeys().getFirst().keyId();
                naive.adopt(acme.writers());
            } else if (random.nextInt(8) == 0) {
                SignedTrustDocument old = chain.get(random.nextInt(chain.size()));
                state = adopted(state, old.toEvent(), Duplicate.class);
                state = adopted(state, forged(random), NotAuthentic.class);
            }
            Command command = command(random);
            Signer by = keys.get(random.nextInt(keys.size()));
            SignedCommand signed = CommandCodec.sign(command, by);
            String expected = by.keyId().equals(good) ? naive.fold(command) : "unknown-key";
            assertThat(said(world.fold(state, signed))).isEqualTo(expected);
            state = random.nextInt(20) == 0 ? world.restarted(state) : state;
        }
        assertThat(state.n()).isEqualTo(naive.n);
    }

    private SignedTrustDocument next(Random random) throws Exception {
        SignedTrustDocument last = chain.getLast();
        TrustDocument document = TrustEdit.next(last, World.EPOCH, Duration.ofDays(30));
        Issuer acme = document.issuer(World.ACME).orElseThrow();
        Signer fresh = World.key(100 + keys.size());
        document = switch (random.nextInt(3)) {
            case 0 -> rotated(document, acme, fresh);
            case 1 -> {
                Set<WriterId> writers = random.nextBoolean() ? BOTH : Set.of(World.GATEWAY);
                yield replaced(document, acme, new Issuer(acme.id(), acme.callerKeys(), acme.commandKeys(), writers));
            }
            default -> document;
        };
        return last.openNext(SignedTrustDocument.sign(document, List.of(world.rootKey)));
    }

    private TrustDocument rotated(TrustDocument document, Issuer acme, Signer fresh) throws Exception {
        KeyId old = acme.commandKeys().getFirst().keyId();
        keys.add(fresh);
        return keys.size() % 2 == 0
                ? TrustEdit.rotate(document, old, fresh.publicKey(), false)
                : TrustEdit.compromise(document, old, World.EPOCH, Optional.of(fresh.publicKey()));
    }

    private static TrustDocument replaced(TrustDocument document, Issuer held, Issuer next) throws Exception {
        return TrustEdit.addIssuer(TrustEdit.removeIssuer(document, held.id()), next);
    }

    /// Signed by somebody else, or following from an older document.
    private TrustAdopted forged(Random random) throws Exception {
        SignedTrustDocument before = chain.get(random.nextInt(chain.size()));
        boolean stranger = before == chain.getLast() || random.nextBoolean();
        TrustDocument document = TrustEdit.next(before, World.EPOCH.plusSeconds(7), Duration.ofDays(9));
        Bytes signed = SignedTrustDocument.sign(document, List.of(stranger ? World.key(77) : world.rootKey));
        return SignedTrustDocument.event(signed);
    }

    private static PartitionState adopted(PartitionState state, TrustAdopted event, Class<?> expected) {
        Outcome outcome = Fold.decide(state, event);
        assertThat(outcome).isInstanceOf(expected);
        state.apply(event, outcome, state.homeOffset() + 1);
        return state;
    }

    private Command command(Random random) {
        Command.Envelope envelope = world.envelope(LIST, random.nextInt(3) == 0 ? World.SECOND : World.GATEWAY);
        return random.nextInt(20) == 0
                ? new Command.OpenList(envelope, 2, 100, List.of(), World.ALLOCATION)
                : new ChangeStatuses(
                        envelope, List.of(EntryChange.of(random.nextInt(100), new Status(random.nextInt(3)))));
    }

    private static String said(Outcome outcome) {
        return switch (outcome) {
            case Accepted _ -> "accepted";
            case Refused refused -> refused.reason().wireName();
            case NotAuthentic not -> not.cause().wireName();
            case Duplicate duplicate -> "duplicate of " + duplicate.originalN();
            case TrustTaken _, Outcome.UnknownRules _ -> outcome.toString();
        };
    }
}
