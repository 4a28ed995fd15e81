package dev.holdfast.cli.call;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/// Times on the command line.
public final class Moments {
    private Moments() {}

    /// Reads a time of ISO 8601 with its offset from UTC.
    ///
    /// @throws IllegalArgumentException if it is anything else; the message says how to write one
    public static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time: " + text + "; write it as 2026-01-31T12:00:00Z", e);
        }
    }
}
