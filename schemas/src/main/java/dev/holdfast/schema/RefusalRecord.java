package dev.holdfast.schema;

import dev.holdfast.event.CommandId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import java.util.Optional;
import java.util.OptionalLong;

/// A record of `refusals`: a record of `status-events` that took no effect, and why.
///
/// @param cause wire name of a `Refusal` or an `Inauthentic`
/// @param detail the cause in words, cut to [#MAX_DETAIL] characters
/// @param offset of the record in `status-events`
/// @param n what it was folded as; empty unless it counts
/// @param eventId id of the command; empty unless it is authentic
/// @param record its value, empty if that is longer than [#MAX_RECORD] bytes
/// @param recordHash hash of its value
public record RefusalRecord(
        String cause,
        String detail,
        Kind kind,
        int partition,
        long offset,
        OptionalLong n,
        Optional<CommandId> eventId,
        Bytes record,
        Hash recordHash) {
    public static final int MAX_DETAIL = 512;
    public static final int MAX_RECORD = 64 << 10;

    /// @throws IllegalArgumentException if the record is longer than it may be
    public RefusalRecord {
        detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
        if (record.length() > MAX_RECORD) {
            throw new IllegalArgumentException("a record of " + record.length() + " bytes, above " + MAX_RECORD);
        }
    }

    /// Whether the record counts as an event.
    public enum Kind {
        /// An authentic command that may not take effect; it counts in n.
        REFUSED,
        /// Not an event at all.
        NOT_AUTHENTIC
    }

    /// What may be kept of a value: all of it, or nothing if it is too long.
    public static Bytes keep(byte[] value) {
        return value.length <= MAX_RECORD ? Bytes.of(value) : Bytes.empty();
    }
}
