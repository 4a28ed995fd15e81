package dev.holdfast.replica;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.trust.Statement;
import dev.holdfast.trust.Statement.Compromise;
import dev.holdfast.trust.Statement.Disowning;
import dev.holdfast.trust.TrustDocument;
import java.util.Optional;

/// Why what a replica holds does not count any more, though it was verified when it came. It follows from the
/// newest trust document alone.
///
/// @param by the root's statement
public record Renounced(Statement by) {
    static Optional<Renounced> of(SignedHeader signed, Header header, TrustDocument newest) {
        return newest.voiding(header, signed.keyId()).map(Renounced::new);
    }

    /// As a reason, for answers and metrics.
    public Distrust why() {
        return switch (by) {
            case Compromise _ -> Distrust.COMPROMISED_KEY;
            case Disowning _ -> Distrust.DISOWNED;
        };
    }

    /// Whether the revocations in the state still answer for themselves. A thief may have made some up, but to let
    /// go of a real one would be worse: after a disowning the next state tells which are which.
    public boolean keepsInvalid() {
        return switch (by) {
            case Compromise _ -> true;
            case Disowning _ -> false;
        };
    }

    /// Only what was made in knowledge of the statement takes the place of what it voids.
    void requireMadeSince(Header offered) throws NotVouched {
        if (offered.trustVersion() < by.version()) {
            throw new NotVouched(
                    Distrust.TRUST_ROLLBACK,
                    "made under trust version " + offered.trustVersion() + ", before version " + by.version()
                            + " renounced what is held");
        }
    }
}
