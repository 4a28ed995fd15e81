package dev.holdfast.gateway.log;

import dev.holdfast.event.Refusal;
import java.util.OptionalInt;

/// What the fold made of an event.
public sealed interface Verdict {
    /// It took effect.
    ///
    /// @param listVersion version of the list right after it
    record Accepted(long listVersion) implements Verdict {}

    /// It counts and changed nothing.
    ///
    /// @param idx the first entry that stood against it, where one did
    record Refused(Refusal reason, OptionalInt idx) implements Verdict {}

    /// It repeats an event that is too long ago for this gateway to know what became of it.
    record Forgotten() implements Verdict {}
}
