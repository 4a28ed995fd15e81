package dev.holdfast.trust;

import dev.holdfast.event.IssuerId;
import dev.holdfast.event.WriterId;
import dev.holdfast.sign.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// An issuer and what its keys are good for.
///
/// @param callerKeys sign the bearer tokens of who calls a gateway
/// @param commandKeys sign commands
/// @param writers the ordered sources that may write its commands
public record Issuer(IssuerId id, List<PublicKey> callerKeys, List<PublicKey> commandKeys, Set<WriterId> writers) {
    public Issuer {
        callerKeys = List.copyOf(callerKeys);
        commandKeys = List.copyOf(commandKeys);
        writers = Set.copyOf(writers);
    }

    Stream<PublicKey> keys() {
        return Stream.concat(callerKeys.stream(), commandKeys.stream());
    }

    /// Whether it can do less than before: it lost all keys of a kind, or all writers.
    boolean isBlankedFrom(Issuer before) {
        return lost(before.callerKeys.size(), callerKeys.size())
                || lost(before.commandKeys.size(), commandKeys.size())
                || lost(before.writers.size(), writers.size());
    }

    private static boolean lost(int before, int after) {
        return before > 0 && after == 0;
    }
}
