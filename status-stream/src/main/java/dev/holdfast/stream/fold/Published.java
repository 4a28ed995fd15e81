package dev.holdfast.stream.fold;

import java.time.Instant;

/// What was drafted last, as it stands in its row.
///
/// @param n of the last delta; 0 before the first
/// @param issuedAt `iat` of the last draft: the next is later
/// @param clockThen what the clock said then, which may be earlier than `issuedAt`
/// @param snapshotClockThen what the clock said at the last snapshot
record Published(long n, Instant issuedAt, Instant clockThen, Instant snapshotClockThen) {
    static final Published NOTHING = new Published(0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);

    /// `iat` of a draft made now: the clock, but always later than the last.
    Instant nextIssuedAt(Instant clock) {
        Instant now = Instant.ofEpochMilli(clock.toEpochMilli());
        return now.isAfter(issuedAt) ? now : issuedAt.plusMillis(1);
    }
}
