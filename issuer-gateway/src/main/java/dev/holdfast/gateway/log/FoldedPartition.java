package dev.holdfast.gateway.log;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Command;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.Outcome;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Distrust;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Vouched;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One partition of the log, folded, with what the newest checkpoint covers of it. Written by the follower, read by
/// requests; every method holds the monitor.
final class FoldedPartition {
    /// How many checkpoints may wait for the fold to reach their n; a later one covers what an earlier one did.
    private static final int MAX_PARKED = 64;

    private final PartitionState state;
    private final ChainHistory history;
    private final NavigableMap<Long, SignedHeader> parked = new TreeMap<>();
    private final NavigableMap<Long, List<Watch>> waiting = new TreeMap<>();
    private long covered;

    FoldedPartition(Root root, int partition) {
        state = PartitionState.genesis(root, partition);
        history = new ChainHistory(state.chain());
    }

    /// What a checkpoint turned out to be.
    enum Evidence {
        COVERS,
        PARKED,
        TOO_OLD,
        NOT_VOUCHED,
        CONTRADICTS
    }

    /// Folds the next record.
    ///
    /// @return what is to be remembered of it: nothing if it is no event or nobody's
    synchronized Optional<EventTrace> fold(long offset, StatusEvent event) {
        Outcome outcome = Fold.decide(state, event);
        state.apply(event, outcome, offset);
        return switch (outcome) {
            case Outcome.Accepted yes ->
                moved(trace(yes.command(), offset, yes.n(), new Verdict.Accepted(versionOf(yes.command()))));
            case Outcome.Refused no ->
                moved(
                        isOwners(no.command())
                                ? trace(no.command(), offset, no.n(), new Verdict.Refused(no.reason(), no.idx()))
                                : null);
            case Outcome.TrustTaken _ -> moved(null);
            case Outcome.Duplicate again -> repeated(event, again.originalN(), offset);
            case Outcome.NotAuthentic _, Outcome.UnknownRules _ -> Optional.empty();
        };
    }

    synchronized void skip(long offset) {
        state.skip(offset);
    }

    /// Looks at a checkpoint: it covers an event iff its n is at least the event's and its chain equals ours at its
    /// n.
    synchronized Evidence look(SignedHeader signed) {
        Header header;
        try {
            header = signed.header();
        } catch (Malformed e) {
            return Evidence.NOT_VOUCHED;
        }
        return header.n() > state.n() ? park(signed, header.n()) : compare(signed);
    }

    /// A parked checkpoint whose n the fold has now reached.
    synchronized Optional<SignedHeader> unpark() {
        return parked.isEmpty() || parked.firstKey() > state.n()
                ? Optional.empty()
                : Optional.of(parked.pollFirstEntry().getValue());
    }

    synchronized Outcome decide(StatusEvent event) {
        return Fold.decide(state, event);
    }

    synchronized Optional<SignedTrustDocument> trust() {
        return state.trust();
    }

    synchronized Optional<ListView> list(ListId id) {
        return Optional.ofNullable(state.lists().get(id)).map(this::view);
    }

    synchronized List<ListView> listsOf(IssuerId issuer) {
        return state.lists().values().stream()
                .filter(list -> list.image().descriptor().issuer().equals(issuer))
                .map(this::view)
                .toList();
    }

    synchronized Optional<CommandId> lastOf(ListId list, WriterId writer) {
        return Optional.ofNullable(state.lists().get(list)).flatMap(known -> known.lastOf(writer));
    }

    /// The event that was folded as n, if it is recent.
    synchronized Optional<EventTrace> traceAt(long n) {
        return history.traceAt(n);
    }

    synchronized EventState stateOf(EventTrace trace) {
        return new EventState(trace, stageOf(trace));
    }

    /// Completes `watch` at once, or when a checkpoint comes that covers `trace`.
    synchronized void await(Watch watch, EventTrace trace) {
        watch.folded().complete(trace);
        if (stageOf(trace) == Stage.APPENDED && trace.verdict() instanceof Verdict.Accepted) {
            waiting.computeIfAbsent(trace.n(), _ -> new ArrayList<>(1)).add(watch);
        } else {
            watch.settled().complete(trace);
        }
    }

    synchronized void forget(Watch watch, long n) {
        waiting.computeIfPresent(n, (_, watches) -> {
            watches.remove(watch);
            return watches.isEmpty() ? null : watches;
        });
    }

    synchronized long n() {
        return state.n();
    }

    synchronized long covered() {
        return covered;
    }

    private Stage stageOf(EventTrace trace) {
        if (trace.verdict() instanceof Verdict.Refused) {
            return Stage.REFUSED;
        }
        return trace.n() <= covered && trace.verdict() instanceof Verdict.Accepted ? Stage.PUBLISHED : Stage.APPENDED;
    }

    /// Keeps it until the fold has reached its n. It may be made under a trust document that is still to be
    /// adopted.
    private Evidence park(SignedHeader signed, long n) {
        try {
            open(signed);
            parked.put(n, signed);
        } catch (NotVouched e) {
            if (e.why() != Distrust.TRUST_MISSING) {
                return Evidence.NOT_VOUCHED;
            }
            parked.putIfAbsent(n, signed);
        }
        if (parked.size() > MAX_PARKED) {
            parked.pollLastEntry();
        }
        return Evidence.PARKED;
    }

    private Evidence compare(SignedHeader signed) {
        Header header;
        try {
            header = open(signed).header();
        } catch (NotVouched e) {
            return Evidence.NOT_VOUCHED;
        }
        Optional<Hash> own = history.chainAt(header.n());
        if (own.isEmpty()) {
            return Evidence.TOO_OLD;
        }
        if (!own.get().equals(header.chain())) {
            return Evidence.CONTRADICTS;
        }
        covered = Math.max(covered, header.n());
        NavigableMap<Long, List<Watch>> done = waiting.headMap(covered, true);
        done.forEach((n, watches) -> history.traceAt(n)
                .ifPresent(trace -> watches.forEach(watch -> watch.settled().complete(trace))));
        done.clear();
        return Evidence.COVERS;
    }

    /// Under the document adopted here: at n it is the one the checkpoint was made under, or a later one.
    private Vouched open(SignedHeader signed) throws NotVouched {
        Optional<SignedTrustDocument> trust = state.trust();
        if (trust.isEmpty()) {
            throw new NotVouched(Distrust.TRUST_MISSING, "no trust document was adopted yet");
        }
        return Vouched.open(signed, state.partition(), trust.get());
    }

    private Optional<EventTrace> moved(@Nullable EventTrace trace) {
        history.put(state.n(), state.chain(), trace);
        return Optional.ofNullable(trace);
    }

    /// A repeat has the outcome of its original. The very same record again is no news.
    private Optional<EventTrace> repeated(StatusEvent event, long originalN, long offset) {
        if (!(event instanceof SignedCommand signed)) {
            return Optional.empty();
        }
        Command command = readAgain(signed);
        Optional<EventTrace> original = history.traceAt(originalN);
        CommandId id = command.envelope().id();
        boolean sameAgain = original.isPresent() && original.get().id().equals(id);
        if (sameAgain || !isOwners(command)) {
            return Optional.empty();
        }
        return Optional.of(original.map(trace -> trace.repeatedAs(id, offset))
                .orElseGet(() -> trace(command, offset, originalN, new Verdict.Forgotten())));
    }

    private static Command readAgain(SignedCommand signed) {
        try {
            return CommandCodec.read(signed);
        } catch (Malformed e) {
            throw new IllegalStateException("the fold has read this command", e);
        }
    }

    private EventTrace trace(Command command, long offset, long n, Verdict verdict) {
        Command.Envelope envelope = command.envelope();
        return new EventTrace(envelope.id(), envelope.list(), state.partition(), offset, n, verdict, Asked.by(command));
    }

    /// Events that meddle with another issuer's list are nobody's to ask for.
    private static boolean isOwners(Command command) {
        return command.list().issuer().equals(command.envelope().issuer());
    }

    private long versionOf(Command command) {
        ListState list = state.lists().get(command.list());
        return list == null ? 0 : list.image().version();
    }

    private ListView view(ListState list) {
        ListImage image = list.image();
        return new ListView(state.partition(), image.descriptor(), image.version(), list.leased(), list.allocation());
    }
}
