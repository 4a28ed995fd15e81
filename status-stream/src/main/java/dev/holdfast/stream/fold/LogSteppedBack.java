package dev.holdfast.stream.fold;

import java.io.Serial;

/// The log gives a new event at an offset that was folded before: it has lost its tail, and what this program holds
/// is not the fold of what is left. It stops rather than fold two histories into one.
final class LogSteppedBack extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    LogSteppedBack(int partition, long offset, long folded) {
        super("partition " + partition + " of status-events has a new event at offset " + offset + ", but offset "
                + folded + " was folded before: the log has lost its tail. Start again: the missing events have to be"
                + " put back in their order, or a new epoch opened");
    }
}
