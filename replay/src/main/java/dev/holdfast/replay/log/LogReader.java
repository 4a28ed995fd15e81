package dev.holdfast.replay.log;

import dev.holdfast.schema.LogUnavailable;
import java.util.Set;

/// A log that can be read again from its beginning. Safe for concurrent use.
public interface LogReader {
    /// How many partitions `status-events` has.
    int partitions() throws LogUnavailable;

    /// Begins a reading of some sections of a partition, up to what they hold now. Derived topics are looked
    /// at before the events are, so that a reading of a live log never holds a checkpoint without its events.
    Reading open(int partition, Set<Section> sections) throws LogUnavailable;
}
