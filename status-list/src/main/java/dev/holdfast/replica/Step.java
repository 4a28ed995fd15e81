package dev.holdfast.replica;

import dev.holdfast.event.ListId;
import java.util.Set;

/// What became of an offered checkpoint or snapshot.
public sealed interface Step {
    /// The replica moved.
    ///
    /// @param changed lists whose image is another than before
    record Moved(Replica next, Set<ListId> changed) implements Step {}

    /// The replica holds this already.
    record Known() implements Step {}

    /// The replica stays as it is, but for a contradiction, which it keeps as proof.
    ///
    /// @param next the replica to go on with
    /// @param detail what was found, for a log
    record Refused(Replica next, Distrust why, String detail) implements Step {}
}
