package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.Refusal;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.OptionalInt;
import java.util.SortedMap;

/// What the fold makes of one record. Only the first three count in `n`.
public sealed interface Outcome {
    /// The command takes effect.
    ///
    /// @param changed entries whose status is another than before, with their new codes; empty unless statuses
    ///     change
    record Accepted(long n, Command command, SortedMap<Integer, Integer> changed) implements Outcome {}

    /// An authentic command that may not take effect.
    ///
    /// @param idx the first entry that stands against it, where one does
    record Refused(long n, Command command, Refusal reason, OptionalInt idx) implements Outcome {}

    /// The trust document holds from here on in this partition.
    record TrustTaken(long n, SignedTrustDocument trust) implements Outcome {}

    /// A command that was folded before, or an earlier trust document.
    ///
    /// @param originalN what it was folded as
    record Duplicate(String what, long originalN) implements Outcome {
        static Duplicate of(CommandId id, long originalN) {
            return new Duplicate(id.toString(), originalN);
        }
    }

    /// Not an event.
    record NotAuthentic(Inauthentic cause, String detail) implements Outcome {}

    /// The trust document asks for rules this program does not have: the partition has to stop here.
    record UnknownRules(int rules) implements Outcome {}
}
