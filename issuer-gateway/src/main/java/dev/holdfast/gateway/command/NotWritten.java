package dev.holdfast.gateway.command;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.Refusal;
import java.io.Serial;
import java.util.OptionalInt;

/// A command that was not written, or of which nobody knows. Unless it says otherwise, nothing has changed.
public final class NotWritten extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Why why;

    NotWritten(Why why) {
        super(why.toString());
        this.why = why;
    }

    public Why why() {
        return why;
    }

    /// What stood against it.
    public sealed interface Why {
        /// The fold would refuse it.
        ///
        /// @param idx the first entry that stands against it, where one does
        record Refused(Refusal reason, OptionalInt idx) implements Why {}

        /// The fold would not take this gateway's signature.
        record NotAuthentic(Inauthentic cause) implements Why {}

        /// This gateway holds no keys of the issuer.
        record NoKeys() implements Why {}

        /// A command under this idempotency key is on its way. Try again.
        record KeyInFlight() implements Why {}

        /// The idempotency key was used for another request.
        record KeyReused() implements Why {}

        /// The idempotency key was used so long ago that this gateway no longer knows for what.
        ///
        /// @param n what the command was folded as
        record KeyForgotten(long n) implements Why {}

        /// Fewer entries are left than were asked for.
        record ListFull(int left) implements Why {}

        /// More bytes than a command may have.
        record TooLarge() implements Why {}

        /// Too many commands are on their way. Try again.
        record Busy() implements Why {}

        /// The log did not acknowledge in time. It may hold the command all the same; a retry under the same
        /// idempotency key is safe.
        record OutcomeUnknown(CommandId id) implements Why {}
    }
}
