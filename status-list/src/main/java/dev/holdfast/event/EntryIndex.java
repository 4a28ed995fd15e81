package dev.holdfast.event;

/// One credential's place in a list: `idx` of the Token Status List, `statusListIndex` of the Bitstring Status List.
///
/// @param value 0…2^20-1
public record EntryIndex(int value) implements Comparable<EntryIndex> {
    /// The largest capacity of a list, in entries.
    public static final int MAX_CAPACITY = 1 << 20;

    /// @throws IllegalArgumentException outside the range
    public EntryIndex {
        if (value < 0 || value >= MAX_CAPACITY) {
            throw new IllegalArgumentException("entry index " + value);
        }
    }

    @Override
    public int compareTo(EntryIndex other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
