package dev.holdfast.replay;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import java.time.Instant;
import java.util.Optional;

/// What the log says of an entry at a checkpoint.
public sealed interface StatusThen {
    /// The status, proved by the fold and the signed checkpoint.
    ///
    /// @param listVersion accepted events of the list
    /// @param n of the checkpoint
    /// @param issuedAt `iat` of the checkpoint
    /// @param since the event that gave the entry this status: its last change, or the opening of the list
    record Known(
            ListId list,
            int idx,
            Status status,
            long listVersion,
            int epoch,
            int partition,
            long n,
            Instant issuedAt,
            Optional<Since> since)
            implements StatusThen {}

    /// An event in the past of an entry.
    ///
    /// @param receivedAt when a gateway received it, by the gateway's own word
    /// @param visibleAt `iat` of the first checkpoint that covers it, if that is still held
    record Since(long n, Optional<Instant> receivedAt, Optional<Instant> visibleAt) {}

    /// There is no answer.
    record NotKnown(Why why, String detail) implements StatusThen {
        /// The reason.
        public enum Why {
            /// None is held that is so old, or none at all.
            NO_CHECKPOINT("no-checkpoint"),
            /// The newest checkpoint held is older than the time asked for, and another may still come that is not.
            NOT_SETTLED("not-settled"),
            UNKNOWN_LIST("unknown-list"),
            INDEX_OUT_OF_RANGE("index-out-of-range");

            private final String wireName;

            Why(String wireName) {
                this.wireName = wireName;
            }

            public String wireName() {
                return wireName;
            }
        }
    }

    /// The checkpoint and the log do not agree, so neither is believed.
    record Distrusted(Finding finding) implements StatusThen {}
}
