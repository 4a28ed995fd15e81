package dev.holdfast.stream.health;

import java.util.Locale;

/// How a program that works may be behind.
enum Behind {
    /// Its group has not said yet which partitions are its own, or their rows are not whole.
    JOINING,
    /// Rows are read back from the changelog.
    RESTORING,
    /// The log is more than [Health#MOST_LAG] records ahead.
    LAGGING,
    /// No trust document that holds in the partition names a publisher for the region: nothing is drafted.
    UNPUBLISHED,
    /// A holder is ahead of the log: nothing is signed until the missing events are back.
    HELD_BACK,
    /// A draft was refused: nothing is signed until an operator has looked.
    STOPPED,
    /// There was no new checkpoint for [Health#MOST_SILENCE].
    SILENT;

    /// The name of the check in answers.
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
