package dev.holdfast.stream.fold;

import java.time.Instant;

/// The token of a list that was drafted last, as it stands in its row.
///
/// @param version of the list in it; 0 if there was none
/// @param epoch of the publisher
/// @param clockThen what the clock said
record TokenState(long version, int epoch, Instant clockThen) {
    static final TokenState NONE = new TokenState(0, 0, Instant.EPOCH);
}
