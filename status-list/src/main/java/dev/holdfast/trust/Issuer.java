package dev.holdfast.trust;

import dev.holdfast.event.IssuerId;
import dev.holdfast.event.WriterId;
import dev.holdfast.sign.PublicKey;
import java.util.List;
import java.util.Set;

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
}
