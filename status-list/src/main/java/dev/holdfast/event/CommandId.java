package dev.holdfast.event;

import java.util.UUID;

/// The id of a command, a UUIDv7 (RFC 9562, section 5.7) that rises strictly per (list, writer). It is also the
/// event id that callers see. Ordered by its unsigned 128 bits.
public record CommandId(UUID value) implements Comparable<CommandId> {
    private static final long RANDOM_B = 0x3fff_ffff_ffff_ffffL;

    /// @throws IllegalArgumentException for another version or variant
    public CommandId {
        if (value.version() != 7 || value.variant() != 2) {
            throw new IllegalArgumentException("not a UUIDv7");
        }
    }

    /// Assembles an id.
    ///
    /// @param unixMillis 0…2^48-1
    /// @param randomBits any number; its lower 62 bits are used
    public static CommandId of(long unixMillis, long randomBits) {
        if (unixMillis < 0 || unixMillis >= 1L << 48) {
            throw new IllegalArgumentException("time " + unixMillis);
        }
        return new CommandId(new UUID((unixMillis << 16) | 0x7000L, (randomBits & RANDOM_B) | (1L << 63)));
    }

    /// Reads the canonical text form.
    ///
    /// @throws IllegalArgumentException for anything else
    public static CommandId parse(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equals(text)) {
            throw new IllegalArgumentException("not a canonical UUID");
        }
        return new CommandId(uuid);
    }

    /// Milliseconds since 1970 that the id carries.
    public long unixMillis() {
        return value.getMostSignificantBits() >>> 16;
    }

    @Override
    public int compareTo(CommandId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
