package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Publications;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.fold.Outcome.Accepted;
import dev.holdfast.fold.Outcome.Duplicate;
import dev.holdfast.fold.Outcome.NotAuthentic;
import dev.holdfast.fold.Outcome.Refused;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.fold.Outcome.UnknownRules;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.TrustDocument.KeyHolder;
import dev.holdfast.trust.Untrusted;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Decides what an event does to a partition: total, deterministic, without clock, chance or side effect. Rules
/// version 1.
public final class Fold {
    /// The most writers that one list remembers.
    public static final int MAX_WRITERS = 32;

    private static final SortedMap<Integer, Integer> NOTHING = new TreeMap<>();

    private Fold() {}

    /// What `event`, found in this partition, does to it. Changes nothing: [PartitionState#apply] does.
    public static Outcome decide(PartitionState state, StatusEvent event) {
        return switch (event) {
            case SignedCommand command -> decideCommand(state, command);
            case TrustAdopted adopted -> decideTrust(state, adopted);
        };
    }

    private static Outcome decideTrust(PartitionState state, TrustAdopted event) {
        OptionalLong before = state.adoptedAt(event.signedBytes().sha256());
        if (before.isPresent()) {
            return new Duplicate("trust document", before.getAsLong());
        }
        Root signer = state.trust().map(held -> held.document().root()).orElse(state.root());
        int rules = SignedTrustDocument.rulesAskedFor(event.document(), signer).orElse(TrustDocument.RULES);
        if (rules != TrustDocument.RULES) {
            return new UnknownRules(rules);
        }
        try {
            SignedTrustDocument next = SignedTrustDocument.open(state.trust(), state.root(), event.document());
            return new TrustTaken(state.n() + 1, next);
        } catch (Malformed e) {
            return new NotAuthentic(Inauthentic.MALFORMED, e.getMessage());
        } catch (Untrusted e) {
            return new NotAuthentic(Inauthentic.UNTRUSTED_DOCUMENT, e.reason().wireName() + ": " + e.getMessage());
        }
    }

    private static Outcome decideCommand(PartitionState state, SignedCommand signed) {
        CommandCodec.Opened opened;
        try {
            opened = CommandCodec.open(signed);
        } catch (Malformed e) {
            return new NotAuthentic(Inauthentic.MALFORMED, e.getMessage());
        }
        Optional<NotAuthentic> distrust = authenticate(state, signed, opened);
        return distrust.isPresent() ? distrust.get() : judge(state, opened.command());
    }

    private static Optional<NotAuthentic> authenticate(
            PartitionState state, SignedCommand signed, CommandCodec.Opened opened) {
        Command command = opened.command();
        if (state.trust().isEmpty()) {
            return not(Inauthentic.NO_TRUST, "no trust document was adopted in this partition");
        }
        KeyHolder holder = state.commandKeys().get(signed.keyId());
        if (holder == null) {
            return not(Inauthentic.UNKNOWN_KEY, "no issuer has the key " + signed.keyId());
        }
        if (!holder.issuer().id().equals(command.envelope().issuer())) {
            return not(Inauthentic.FOREIGN_KEY, "the key belongs to another issuer");
        }
        if (!command.envelope().deployment().equals(state.deployment())) {
            return not(Inauthentic.WRONG_DEPLOYMENT, "the command is for another deployment");
        }
        try {
            if (opened.algorithm() != holder.key().algorithm()) {
                return not(Inauthentic.BAD_SIGNATURE, "the command names another algorithm than its key");
            }
            holder.key()
                    .verify(signed.signedBytes().toArray(), signed.signature().toArray());
            return Optional.empty();
        } catch (BadSignature e) {
            return not(Inauthentic.BAD_SIGNATURE, e.getMessage());
        }
    }

    private static Optional<NotAuthentic> not(Inauthentic cause, String detail) {
        return Optional.of(new NotAuthentic(cause, detail));
    }

    /// From here on the command is authentic: it counts, unless it is a repeat.
    private static Outcome judge(PartitionState state, Command command) {
        Command.Envelope envelope = command.envelope();
        Optional<ListState> list = state.ownedList(envelope);
        OptionalLong before = foldedBefore(state, envelope, list);
        if (before.isPresent()) {
            return Duplicate.of(envelope.id(), before.getAsLong());
        }
        Optional<Refusal> place = misplaced(state, envelope, list);
        if (place.isPresent()) {
            return refuse(state, command, place.get());
        }
        return switch (command) {
            case OpenList open -> judgeOpen(state, open, list);
            case LeaseBlock lease -> judgeLease(state, lease, list);
            case ChangeStatuses change -> judgeChange(state, change, list);
            case RetireList _ ->
                standing(list)
                        .map(reason -> refuse(state, command, reason))
                        .orElseGet(() -> accept(state, command, NOTHING));
        };
    }

    /// A stray that comes again after its list was opened is still the command that was refused.
    private static OptionalLong foldedBefore(
            PartitionState state, Command.Envelope envelope, Optional<ListState> list) {
        OptionalLong stray = state.strays().find(envelope.id());
        if (stray.isPresent() || list.isEmpty()) {
            return stray;
        }
        OptionalLong byId = list.get().recent().find(envelope.id());
        return byId.isPresent() ? byId : list.get().recent().find(envelope.idempotencyKey());
    }

    private static Optional<Refusal> misplaced(
            PartitionState state, Command.Envelope envelope, Optional<ListState> list) {
        TrustDocument trust = state.trust().orElseThrow().document();
        if (Partitioning.of(envelope.list(), trust.partitions()) != state.partition()) {
            return Optional.of(Refusal.WRONG_PARTITION);
        }
        if (!envelope.list().issuer().equals(envelope.issuer())) {
            return Optional.of(Refusal.FOREIGN_LIST);
        }
        if (!trust.isWriter(envelope.issuer(), envelope.writer())) {
            return Optional.of(Refusal.UNKNOWN_WRITER);
        }
        if (list.isEmpty()) {
            return Optional.empty();
        }
        var last = list.get().lastOf(envelope.writer());
        if (last.isEmpty()) {
            return list.get().writerCount() < MAX_WRITERS ? Optional.empty() : Optional.of(Refusal.TOO_MANY_WRITERS);
        }
        return envelope.id().compareTo(last.get()) > 0 ? Optional.empty() : Optional.of(Refusal.OUT_OF_ORDER);
    }

    private static Optional<Refusal> standing(Optional<ListState> list) {
        if (list.isEmpty()) {
            return Optional.of(Refusal.UNKNOWN_LIST);
        }
        return list.get().image().descriptor().retired() ? Optional.of(Refusal.LIST_RETIRED) : Optional.empty();
    }

    private static Outcome judgeOpen(PartitionState state, OpenList open, Optional<ListState> list) {
        if (list.isPresent()) {
            return refuse(state, open, Refusal.LIST_EXISTS);
        }
        if (!PackedStatuses.isShape(open.bits(), open.capacity())) {
            return refuse(state, open, Refusal.BAD_SHAPE);
        }
        return Publications.misfit(open.list(), open.bits(), open.capacity(), open.publications())
                .map(_ -> refuse(state, open, Refusal.BAD_PUBLICATION))
                .orElseGet(() -> accept(state, open, NOTHING));
    }

    private static Outcome judgeLease(PartitionState state, LeaseBlock lease, Optional<ListState> list) {
        Optional<Refusal> standing = standing(list);
        if (standing.isPresent()) {
            return refuse(state, lease, standing.get());
        }
        ListState open = list.orElseThrow();
        if (!open.allocation().equals(lease.allocation())) {
            return refuse(state, lease, Refusal.ALLOCATION_MISMATCH);
        }
        if (lease.first() != open.leased()) {
            return refuse(state, lease, Refusal.LEASE_TAKEN);
        }
        int capacity = open.image().descriptor().capacity();
        return lease.count() >= 1 && (long) lease.first() + lease.count() <= capacity
                ? accept(state, lease, NOTHING)
                : refuse(state, lease, Refusal.LIST_FULL);
    }

    private static Outcome judgeChange(PartitionState state, ChangeStatuses command, Optional<ListState> list) {
        Optional<Refusal> standing = standing(list);
        if (standing.isPresent()) {
            return refuse(state, command, standing.get());
        }
        if (command.changes().isEmpty() || command.changes().size() > Command.MAX_CHANGES) {
            return refuse(state, command, Refusal.TOO_MANY_CHANGES);
        }
        ListImage image = list.orElseThrow().image();
        SortedMap<Integer, Integer> changed = new TreeMap<>();
        Set<Integer> seen = new HashSet<>();
        for (EntryChange change : command.changes()) {
            Optional<Refusal> against = seen.add(change.idx())
                    ? against(list.orElseThrow(), image, change)
                    : Optional.of(Refusal.INDEX_REPEATED);
            if (against.isPresent()) {
                return new Refused(state.n() + 1, command, against.get(), OptionalInt.of(change.idx()));
            }
            if (image.statuses().code(change.idx()) != change.status().code()) {
                changed.put(change.idx(), change.status().code());
            }
        }
        return accept(state, command, changed);
    }

    private static Optional<Refusal> against(ListState list, ListImage image, EntryChange change) {
        if (change.idx() >= image.descriptor().capacity()) {
            return Optional.of(Refusal.INDEX_OUT_OF_RANGE);
        }
        if (!change.status().isAssigned()) {
            return Optional.of(Refusal.STATUS_RESERVED);
        }
        if (change.status().code() >= 1 << image.descriptor().bits()) {
            return Optional.of(Refusal.STATUS_TOO_WIDE);
        }
        if (image.statuses().code(change.idx()) == Status.INVALID.code()
                && !change.status().equals(Status.INVALID)) {
            return Optional.of(Refusal.FINAL);
        }
        boolean moved = change.ifVersion().isPresent()
                && (list.entryVersions().of(change.idx()) > change.ifVersion().getAsLong()
                        || change.ifVersion().getAsLong() > image.version());
        return moved ? Optional.of(Refusal.ENTRY_CHANGED) : Optional.empty();
    }

    private static Outcome accept(PartitionState state, Command command, SortedMap<Integer, Integer> changed) {
        return new Accepted(state.n() + 1, command, changed);
    }

    private static Outcome refuse(PartitionState state, Command command, Refusal reason) {
        return new Refused(state.n() + 1, command, reason, OptionalInt.empty());
    }
}
