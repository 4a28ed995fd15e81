package dev.holdfast.schema;

import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.wire.Command;
import dev.holdfast.schema.wire.TrustAdopted;
import dev.holdfast.sign.KeyId;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.Optional;

/// `status-events` and the domain.
final class EventWire {
    static final Codec.Wire<EventRecord, dev.holdfast.schema.wire.StatusEvent> WIRE =
            new Codec.Wire<>(dev.holdfast.schema.wire.StatusEvent.getClassSchema(), EventWire::write, EventWire::read);

    private EventWire() {}

    private static dev.holdfast.schema.wire.StatusEvent write(EventRecord value) {
        Object body = switch (value.event()) {
            case SignedCommand command ->
                new Command(
                        WireBytes.buffer(command.signedBytes()),
                        command.keyId().value(),
                        WireBytes.buffer(command.signature()));
            case StatusEvent.TrustAdopted adopted -> new TrustAdopted(WireBytes.buffer(adopted.document()));
        };
        return new dev.holdfast.schema.wire.StatusEvent(
                body, value.gateway(), value.receivedAt().orElse(null));
    }

    private static EventRecord read(dev.holdfast.schema.wire.StatusEvent wire) throws Malformed {
        return new EventRecord(readBody(wire.getBody()), wire.getGateway(), Optional.ofNullable(wire.getReceivedAt()));
    }

    private static StatusEvent readBody(Object body) throws Malformed {
        return switch (body) {
            case Command command ->
                new SignedCommand(
                        WireBytes.bytes(command.getSignedBytes()),
                        new KeyId(command.getKeyId()),
                        WireBytes.bytes(command.getSignature()));
            case TrustAdopted adopted -> SignedTrustDocument.event(WireBytes.bytes(adopted.getDocument()));
            default -> throw new Malformed("an unknown kind of event");
        };
    }
}
