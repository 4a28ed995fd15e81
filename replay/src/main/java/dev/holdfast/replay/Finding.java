package dev.holdfast.replay;

import dev.holdfast.event.ListId;
import java.util.Optional;

/// Something published, or something in the log, that is not what the fold of the log makes it.
///
/// @param n where: of the published item, or the n that the record of the log would have had
/// @param detail for a person: what was found and what the fold says
public record Finding(Kind kind, int partition, long n, Optional<ListId> list, String detail) {
    static Finding of(Kind kind, int partition, long n, String detail) {
        return new Finding(kind, partition, n, Optional.empty(), detail);
    }

    /// What is wrong.
    public enum Kind {
        /// A signed header names another history than the log holds.
        CHAIN_MISMATCH("chain-mismatch", true),
        /// A signed header names another state than the fold of that history.
        ROOT_MISMATCH("checkpoint-root-mismatch", true),
        /// A signed header names another trust document than the one adopted there.
        TRUST_MISMATCH("trust-version-mismatch", true),
        DELTA_MISMATCH("delta-mismatch", true),
        SNAPSHOT_MISMATCH("snapshot-mismatch", true),
        TOKEN_MISMATCH("token-mismatch", true),
        BAD_SIGNATURE("bad-signature", true),
        /// Signed, if at all, by someone who may not.
        NOT_VOUCHED("not-vouched", true),
        /// A published record that does not decode.
        MALFORMED("malformed", true),
        /// Two signed headers for one n with different states: proof of fraud by itself.
        CONTRADICTION("contradiction", true),
        /// A record of the log that does not take effect stands where a signed history has an event that does.
        ALTERED_EVENT("altered-event", true),
        /// Something published covers more events than the log holds: the log lost its tail.
        AHEAD("checkpoint-ahead", false),
        /// A checkpoint does not continue the one before it.
        DELTA_GAP("delta-gap", false),
        /// Right, but published after something newer.
        OUT_OF_ORDER("out-of-order", false),
        /// `iat` does not rise from one checkpoint to the next.
        TIME_GOES_BACK("time-goes-back", false),
        /// There are events and no checkpoint at all, so that nothing was compared.
        UNPUBLISHED("unpublished", false),
        /// The log asks for rules of the fold that this program does not have.
        UNKNOWN_RULES("unknown-rules", false);

        private final String wireName;
        private final boolean distrust;

        Kind(String wireName, boolean distrust) {
            this.wireName = wireName;
            this.distrust = distrust;
        }

        /// The name in reports.
        public String wireName() {
            return wireName;
        }

        /// Whether somebody forged or altered something, as against something missing or in disorder.
        public boolean isDistrust() {
            return distrust;
        }
    }
}
