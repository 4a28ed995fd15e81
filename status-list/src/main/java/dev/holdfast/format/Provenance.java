package dev.holdfast.format;

/// Where a token stands in the log that it was folded from: our own claim [#CLAIM], which other readers ignore.
///
/// @param epoch from 1 on
/// @param partition 0…1023
/// @param n how many events the partition had folded
/// @param version version of the list, from 1 on
public record Provenance(int epoch, int partition, long n, long version) {
    public static final String CLAIM = "holdfast";

    /// @throws IllegalArgumentException if a number is out of range
    public Provenance {
        if (epoch < 1 || partition < 0 || partition > 1023 || n < 0 || version < 1) {
            throw new IllegalArgumentException("epoch, partition, n or version out of range");
        }
    }
}
