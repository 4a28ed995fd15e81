package dev.holdfast.schema;

import dev.holdfast.event.StatusEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A record of `status-events`. Only the event takes part in the fold; the rest is for operators and analysts.
///
/// @param gateway who appended it, at most [#MAX_GATEWAY] characters
/// @param receivedAt when the gateway received the command; whole milliseconds, fractions are cut off
public record EventRecord(StatusEvent event, String gateway, Optional<Instant> receivedAt) {
    public static final int MAX_GATEWAY = 64;

    /// @throws IllegalArgumentException if the gateway's name is longer
    public EventRecord {
        if (gateway.length() > MAX_GATEWAY) {
            throw new IllegalArgumentException("gateway has more than " + MAX_GATEWAY + " characters");
        }
        receivedAt = receivedAt.map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
    }
}
