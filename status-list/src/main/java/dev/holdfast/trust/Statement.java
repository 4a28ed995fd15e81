package dev.holdfast.trust;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Region;
import dev.holdfast.sign.KeyId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/// What the root takes back. A statement stays in every later document, so that a reader that was away needs only
/// the newest.
public sealed interface Statement {
    /// Compromises before disownings, each in one order, so that equal content has equal bytes.
    Comparator<Statement> ORDER = Comparator.comparing((Statement statement) -> statement instanceof Disowning)
            .thenComparingInt(Statement::version)
            .thenComparing(Object::toString);

    /// The document that stated it first. What it voids is replaced only by something made under this version or
    /// a later one.
    int version();

    /// A key that somebody else may have used. It is listed nowhere any more, so nothing new is taken from it
    /// whatever time it names; what a reader holds by it counts if its `iat` is before `since`.
    ///
    /// @param since whole seconds
    record Compromise(KeyId key, Instant since, int version) implements Statement {
        /// @throws IllegalArgumentException for a time in fractions of a second, or a version below 1
        public Compromise {
            if (!since.equals(since.truncatedTo(ChronoUnit.SECONDS)) || version < 1) {
                throw new IllegalArgumentException("a compromise has whole seconds and a version from 1 on");
            }
        }

        boolean voids(KeyId signer, Instant issuedAt) {
            return key.equals(signer) && !issuedAt.isBefore(since);
        }
    }

    /// States that were signed and are not to count: those of one epoch and partition from `fromN` on. With them
    /// go the revocations that a reader learned first from them.
    ///
    /// @param epoch lower than the region's
    record Disowning(Region region, int epoch, int partition, long fromN, int version) implements Statement {
        /// @throws IllegalArgumentException for a number out of range
        public Disowning {
            if (epoch < 1 || partition < 0 || fromN < 0 || version < 1) {
                throw new IllegalArgumentException("a number of a disowning is out of range");
            }
        }

        boolean voids(Header header) {
            return header.partition() == partition && covers(header.region(), header.epoch(), header.n());
        }

        /// Whether a state of this partition is among those disowned.
        public boolean covers(Region stateRegion, int stateEpoch, long n) {
            return stateRegion.equals(region) && stateEpoch == epoch && n >= fromN;
        }
    }
}
