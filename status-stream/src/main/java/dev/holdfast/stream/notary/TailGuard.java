package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a notary from signing a history that is shorter than, or another than, one that was signed before. Kafka
/// acknowledges before it syncs, so a power cut can take the newest events from every replica; the checkpoints that
/// covered them are then still at the edges. For one thread.
final class TailGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailGuard.class);

    private final Holders holders;
    private final Authority authority;
    private final IntSupplier epoch;
    private final Function<Header, Reproduction> reproductions;
    private final Map<Integer, Reproduction> behind = new HashMap<>();
    private final Set<Header> hopeless = new HashSet<>();

    /// @param authority says whether an envelope was made by a publisher of this region, by what is trusted now
    /// @param epoch the region's epoch by what is trusted now: what was signed in an earlier one binds nobody
    /// @param reproductions begins to fold the log up to a checkpoint
    TailGuard(Holders holders, Authority authority, IntSupplier epoch, Function<Header, Reproduction> reproductions) {
        this.holders = holders;
        this.authority = authority;
        this.epoch = epoch;
        this.reproductions = reproductions;
    }

    /// Whether an envelope counts.
    @FunctionalInterface
    interface Authority {
        void verify(SignedHeader signed, Header header) throws BadSignature;
    }

    /// Asks the holders about partitions that have come here, or whose log has stepped back.
    ///
    /// @param last the newest checkpoint of each partition that the log itself still has
    void ask(Collection<Integer> partitions, Map<Integer, LastSigned> last) throws NoHolderAnswers {
        Map<Integer, List<SignedHeader>> held = holders.of(partitions);
        for (int partition : partitions) {
            Optional<Header> newest = newest(partition, held.getOrDefault(partition, List.of()));
            Optional<Header> own = Optional.ofNullable(last.get(partition)).map(LastSigned::header);
            if (newest.isPresent() && newest.get().epoch() >= epoch.getAsInt() && isAhead(newest.get(), own)) {
                LOG.error(
                        "not signing partition {}: a holder has epoch {}, n {}, the log's own newest checkpoint is n {}."
                                + " Missing events have to come back first",
                        partition,
                        newest.get().epoch(),
                        newest.get().n(),
                        own.map(Header::n).orElse(0L));
                hold(newest.get());
            }
        }
    }

    /// Signs nothing in a partition until its log leads to this checkpoint, or to a later one that is asked for.
    void hold(Header wanted) {
        if (wanted.epoch() < epoch.getAsInt()) {
            return;
        }
        Reproduction before = behind.get(wanted.partition());
        if (before != null && !isAhead(wanted, Optional.of(before.wanted()))) {
            return;
        }
        forget(wanted.partition());
        behind.put(wanted.partition(), reproductions.apply(wanted));
    }

    /// What was known of a partition that is no longer here.
    void forget(int partition) {
        Reproduction gone = behind.remove(partition);
        if (gone != null) {
            gone.close();
        }
    }

    /// Whether nothing may be signed in a partition. Looks on in the log first.
    boolean holdsBack(int partition) {
        Reproduction reproduction = behind.get(partition);
        if (reproduction == null) {
            return false;
        }
        return switch (reproduction.advance()) {
            case NOT_YET -> true;
            case OTHER -> {
                if (hopeless.add(reproduction.wanted())) {
                    LOG.error(
                            "not signing partition {}: at n {} the log has another history than what was signed. Only"
                                    + " a new epoch ends this",
                            partition,
                            reproduction.wanted().n());
                }
                yield true;
            }
            case EQUAL -> {
                LOG.warn("signing partition {} again: the log leads to what the holders have", partition);
                forget(partition);
                yield false;
            }
        };
    }

    /// A holder that has the same state later has seen heartbeats that are gone: the next ones make up for them.
    private static boolean isAhead(Header held, Optional<Header> own) {
        return own.isEmpty()
                || held.epoch() > own.get().epoch()
                || (held.epoch() == own.get().epoch()
                        && (held.n() > own.get().n() || (held.n() == own.get().n() && !held.sameStateAs(own.get()))));
    }

    private Optional<Header> newest(int partition, List<SignedHeader> envelopes) {
        Optional<Header> newest = Optional.empty();
        for (SignedHeader envelope : envelopes) {
            try {
                Header header = envelope.header();
                authority.verify(envelope, header);
                if (header.partition() == partition && (newest.isEmpty() || isAhead(header, newest))) {
                    newest = Optional.of(header);
                }
            } catch (Malformed | BadSignature e) {
                LOG.warn(
                        "a holder gave a checkpoint of partition {} that counts for nothing: {}",
                        partition,
                        e.getMessage());
            }
        }
        return newest;
    }

    @Override
    public void close() {
        behind.values().forEach(Reproduction::close);
        behind.clear();
    }
}
