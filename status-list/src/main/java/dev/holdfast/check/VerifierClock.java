package dev.holdfast.check;

import java.time.Duration;
import java.time.Instant;

/// The time a verifier reckons with: its wall clock, held up by the newest `iat` it has verified. Immutable.
///
/// @param wall what the clock says
/// @param floor the newest trusted time seen so far
public record VerifierClock(Instant wall, Instant floor) {
    /// An `iat` further ahead of the wall clock than this never raises the floor.
    public static final Duration TOLERANCE = Duration.ofSeconds(60);

    /// The floor after a checkpoint with this `iat` was verified.
    public static Instant raise(Instant floor, Instant issuedAt, Instant wall) {
        return issuedAt.isAfter(floor) && !issuedAt.isAfter(wall.plus(TOLERANCE)) ? issuedAt : floor;
    }

    /// Whether the clock runs behind time that was signed; nothing is called fresh then.
    public boolean isSuspect() {
        return wall.plus(TOLERANCE).isBefore(floor);
    }

    /// Whether something is dated so far ahead that its age cannot be told.
    public boolean isAhead(Instant issuedAt) {
        return issuedAt.isAfter((wall.isAfter(floor) ? wall : floor).plus(TOLERANCE));
    }

    /// Age of something issued at `issuedAt`, never negative.
    public Duration age(Instant issuedAt) {
        Instant now = wall.isAfter(floor) ? wall : floor;
        return issuedAt.isAfter(now) ? Duration.ZERO : Duration.between(issuedAt, now);
    }
}
