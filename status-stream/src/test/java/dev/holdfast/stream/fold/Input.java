package dev.holdfast.stream.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.sign.KeyId;
import java.util.Set;

/// What is piped into the topology, with what only its maker knows about it.
public sealed interface Input {
    /// @param by the key it names
    /// @param forged whether its signature is another's
    record Said(SignedCommand event, Command command, KeyId by, boolean forged) implements Input {}

    /// @param genuine whether the root signed it, as the one successor of its predecessor
    record Adopted(TrustAdopted event, int version, KeyId commandKey, Set<WriterId> writers, boolean genuine)
            implements Input {}

    /// Bytes that are no event.
    record Noise(Bytes bytes) implements Input {}
}
