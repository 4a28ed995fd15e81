package dev.holdfast.edge;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.StickyInvalids;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Statement;
import java.util.ArrayList;
import java.util.Optional;

/// What an edge has of one partition. Immutable.
///
/// @param replica what answers come from; empty while the partition is in quarantine
/// @param quarantine present while the stored state did not verify and another is being fetched
/// @param next offset in `checkpoints` to go on from, or [#UNKNOWN]
record Holding(int partition, Replica replica, Optional<Quarantine> quarantine, long next) {
    /// No offset: look for a snapshot, else begin with the earliest checkpoint.
    static final long UNKNOWN = -1;

    static Holding empty(int partition) {
        return new Holding(partition, Replica.empty(partition), Optional.empty(), UNKNOWN);
    }

    static Holding quarantined(int partition, Quarantine quarantine) {
        return new Holding(partition, Replica.empty(partition), Optional.of(quarantine), UNKNOWN);
    }

    /// The replica that offers are made to.
    Replica active() {
        return quarantine.map(Quarantine::candidate).orElse(replica);
    }

    /// Moves on to a verified state; out of quarantine once it has reached the watermark.
    Holding moved(Replica moved, long following, SignedTrustDocument trust) throws NotVouched {
        if (quarantine.isEmpty()) {
            return new Holding(partition, moved, quarantine, following);
        }
        Quarantine before = quarantine.get();
        if (!before.isReachedBy(moved, trust)) {
            return new Holding(partition, replica, Optional.of(before.with(moved)), following);
        }
        return new Holding(partition, before.released(moved, trust), Optional.empty(), following);
    }

    /// Keeps a replica that was refused something, with the proof it may hold.
    Holding refused(Replica kept) {
        return quarantine.isEmpty()
                ? new Holding(partition, kept, quarantine, next)
                : new Holding(partition, replica, Optional.of(quarantine.get().with(kept)), next);
    }

    /// The same under a newer trust document.
    Holding under(SignedTrustDocument newest) {
        Replica kept = replica.under(newest);
        Optional<Quarantine> confined =
                quarantine.map(held -> held.with(held.candidate().under(newest)));
        return kept.equals(replica) && confined.equals(quarantine)
                ? this
                : new Holding(partition, kept, confined, next);
    }

    Holding at(long following) {
        return new Holding(partition, replica, quarantine, following);
    }

    /// What is still known of a partition whose stored state did not verify. Nothing older than the watermark
    /// comes out of it, and what was INVALID for good stays so.
    ///
    /// @param watermark the newest signed header that was held, if one can still be read
    /// @param candidate the state that is being fetched; nobody sees it yet
    record Quarantine(
            Optional<SignedHeader> watermark,
            StickyInvalids sticky,
            Optional<SignedHeader> contradiction,
            Replica candidate) {
        Quarantine with(Replica next) {
            return new Quarantine(watermark, sticky, contradiction, next);
        }

        /// A watermark that the root has renounced holds nobody back, except from what was made before that.
        boolean isReachedBy(Replica moved, SignedTrustDocument trust) {
            Optional<Header> reached = moved.header();
            Optional<Header> mark = watermark.flatMap(Quarantine::header);
            if (reached.isEmpty() || mark.isEmpty()) {
                return reached.isPresent();
            }
            Optional<Statement> voiding =
                    trust.document().voiding(mark.get(), watermark.get().keyId());
            return voiding.isPresent()
                    ? reached.get().trustVersion() >= voiding.get().version()
                    : !isBehind(reached.get(), mark.get());
        }

        private static Optional<Header> header(SignedHeader signed) {
            try {
                return Optional.of(signed.header());
            } catch (Malformed e) {
                return Optional.empty();
            }
        }

        Replica released(Replica moved, SignedTrustDocument trust) throws NotVouched {
            SignedHeader signed = moved.signedHeader().orElseThrow();
            return Replica.restore(
                            moved.partition(),
                            signed,
                            new ArrayList<>(moved.lists().values()),
                            sticky.and(moved.sticky()),
                            moved.firsts(),
                            moved.contradiction().or(() -> contradiction),
                            trust)
                    .under(trust);
        }
    }

    /// Whether a header is older than another: by epoch, then n, then iat.
    static boolean isBehind(Header header, Header mark) {
        if (header.epoch() != mark.epoch()) {
            return header.epoch() < mark.epoch();
        }
        if (header.n() != mark.n()) {
            return header.n() < mark.n();
        }
        return header.issuedAt().isBefore(mark.issuedAt());
    }
}
