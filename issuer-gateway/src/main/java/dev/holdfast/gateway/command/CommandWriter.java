package dev.holdfast.gateway.command;

import dev.holdfast.event.Command;
import dev.holdfast.event.Command.Envelope;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.Outcome;
import dev.holdfast.gateway.command.NotWritten.Why;
import dev.holdfast.gateway.log.Asked;
import dev.holdfast.gateway.log.EventLog;
import dev.holdfast.gateway.log.EventState;
import dev.holdfast.gateway.log.EventTrace;
import dev.holdfast.gateway.log.FoldedLog;
import dev.holdfast.gateway.log.Watch;
import dev.holdfast.sign.Signer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/// Writes commands into the log. Ids rise per list because making one, signing and handing the command to the log
/// is one step under the list's lock; waiting is done outside of it. Thread-safe.
public final class CommandWriter {
    /// How long the log may take to acknowledge.
    public static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(5);

    /// How long a caller waits for its command to be published or refused.
    public static final Duration SETTLED_WITHIN = Duration.ofSeconds(1);

    /// How many commands may be on their way at once.
    static final int MAX_IN_FLIGHT = 1_000;

    private static final int STRIPES = 256;

    private final Deployment deployment;
    private final WriterId writer;
    private final IssuerKeys keys;
    private final FoldedLog folded;
    private final EventLog log;
    private final InstantSource clock;
    private final CommandIds ids;
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
    private final Map<InFlightKey, Asked> inFlight = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);

    public CommandWriter(
            Deployment deployment,
            WriterId writer,
            IssuerKeys keys,
            FoldedLog folded,
            EventLog log,
            InstantSource clock) {
        this.deployment = deployment;
        this.writer = writer;
        this.keys = keys;
        this.folded = folded;
        this.log = log;
        this.clock = clock;
        this.ids = new CommandIds(clock);
    }

    /// What is asked of a list, by whom, under which idempotency key.
    ///
    /// @param command makes the command of an envelope
    public record Ask(IssuerId issuer, ListId list, IdempotencyKey key, Function<Envelope, Command> command) {}

    /// Writes a command and waits until it is published or refused, but not for long.
    ///
    /// @return where it stands; of a repeat, where the original does
    public Written write(Ask ask) throws NotWritten {
        return write(ask, Watch::settled);
    }

    /// Writes a command and waits until the fold has seen it: enough to know whether it took effect.
    Written writeFolded(Ask ask) throws NotWritten {
        return write(ask, Watch::folded);
    }

    private Written write(Ask ask, Function<Watch, CompletableFuture<EventTrace>> until) throws NotWritten {
        if (!room.tryAcquire()) {
            throw new NotWritten(new Why.Busy());
        }
        try {
            OnItsWay way = send(ask);
            try (Watch watch = way.watch()) {
                awaitLog(way);
                awaitBriefly(until.apply(watch));
                return written(way);
            } finally {
                inFlight.remove(way.key());
            }
        } finally {
            room.release();
        }
    }

    /// A command that was handed to the log, or the original of a repeat.
    private record OnItsWay(ListId list, InFlightKey key, Watch watch, CompletableFuture<Long> offset) {}

    private record InFlightKey(ListId list, IdempotencyKey key) {}

    private OnItsWay send(Ask ask) throws NotWritten {
        Signer signer = keys.of(ask.issuer())
                .orElseThrow(() -> new NotWritten(new Why.NoKeys()))
                .commandUnder(folded.trustWhere(ask.list()));
        ReentrantLock lock = locks[Math.floorMod(ask.list().hashCode(), STRIPES)];
        lock.lock();
        try {
            CommandId id = ids.next(ask.list(), folded.lastOf(ask.list(), writer));
            Command command =
                    ask.command().apply(new Envelope(deployment, ask.issuer(), ask.list(), writer, ask.key(), id));
            InFlightKey key = new InFlightKey(ask.list(), ask.key());
            Asked asked = Asked.by(command);
            requireFree(key, asked);
            SignedCommand signed = CommandCodec.sign(command, signer);
            int partition = folded.partitionOf(ask.list());
            Optional<EventTrace> original = judge(partition, signed, asked);
            inFlight.put(key, asked);
            if (original.isPresent()) {
                Watch watch = folded.watch(original.get());
                return new OnItsWay(ask.list(), key, watch, CompletableFuture.completedFuture(-1L));
            }
            Watch watch = folded.watch(id, partition);
            ids.used(ask.list(), id);
            return new OnItsWay(ask.list(), key, watch, log.append(partition, ask.list(), signed, clock.instant()));
        } finally {
            lock.unlock();
        }
    }

    private void requireFree(InFlightKey key, Asked asked) throws NotWritten {
        Asked before = inFlight.get(key);
        if (before != null) {
            throw new NotWritten(before.equals(asked) ? new Why.KeyInFlight() : new Why.KeyReused());
        }
    }

    /// Asks the fold what it would make of the command, so that what it would refuse is not written at all.
    ///
    /// @return the original, if this is a repeat of an event that is still remembered
    private Optional<EventTrace> judge(int partition, SignedCommand signed, Asked asked) throws NotWritten {
        if (signed.signedBytes().length() > CommandCodec.MAX_SIGNED_BYTES) {
            throw new NotWritten(new Why.TooLarge());
        }
        return switch (folded.decide(partition, signed)) {
            case Outcome.Accepted _ -> Optional.empty();
            case Outcome.Refused no -> throw new NotWritten(new Why.Refused(no.reason(), no.idx()));
            case Outcome.Duplicate again -> {
                Optional<EventTrace> original =
                        folded.find(partition, again.originalN()).map(EventState::trace);
                if (original.isEmpty()) {
                    throw new NotWritten(new Why.KeyForgotten(again.originalN()));
                }
                if (!original.get().asked().equals(asked)) {
                    throw new NotWritten(new Why.KeyReused());
                }
                yield original;
            }
            case Outcome.NotAuthentic no -> throw new NotWritten(new Why.NotAuthentic(no.cause()));
            case Outcome.TrustTaken _, Outcome.UnknownRules _ ->
                throw new IllegalStateException("the fold took a command for a trust document");
        };
    }

    /// Waits for the acknowledgement. That the fold has seen the command is as good.
    private static void awaitLog(OnItsWay way) throws NotWritten {
        try {
            CompletableFuture.anyOf(way.offset(), way.watch().folded())
                    .get(ACKNOWLEDGED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new NotWritten(new Why.OutcomeUnknown(way.watch().id()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotWritten(new Why.OutcomeUnknown(way.watch().id()));
        }
    }

    private static void awaitBriefly(CompletableFuture<EventTrace> done) {
        try {
            done.get(SETTLED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Then the answer says how far it has come.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Written written(OnItsWay way) {
        EventTrace trace = way.watch().folded().getNow(null);
        return trace == null
                ? new Written.Appended(
                        way.watch().id(),
                        way.list(),
                        way.watch().partition(),
                        way.offset().resultNow())
                : new Written.Folded(folded.stateOf(trace));
    }
}
