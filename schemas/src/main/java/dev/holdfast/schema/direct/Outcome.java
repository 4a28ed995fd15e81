package dev.holdfast.schema.direct;

/// What came of an appended command.
public sealed interface Outcome {
    /// It took effect, and a signed checkpoint says so: edges show it as soon as they have read that far.
    ///
    /// @param epoch of the checkpoint
    /// @param n of the checkpoint, which covers the command
    record Published(int epoch, long n) implements Outcome {}

    /// It took no effect.
    ///
    /// @param cause wire name of the reason, such as `final`
    /// @param detail in words; may be empty
    record Refused(String cause, String detail) implements Outcome {}

    /// No checkpoint covers it yet. It is in the log and stays there; ask again later.
    record Pending() implements Outcome {}
}
