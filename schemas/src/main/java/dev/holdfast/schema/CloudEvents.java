package dev.holdfast.schema;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.CommandCodec;
import dev.holdfast.event.StatusEvent;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.layout.Malformed;
import java.util.Optional;

/// The CloudEvents of each public topic. All follow from the value alone: writing a value again gives the same id.
final class CloudEvents {
    private CloudEvents() {}

    /// `drafts` is nobody's but ours.
    static Optional<CloudEvent> none(DraftRecord value) {
        return Optional.empty();
    }

    /// The id of a command is its event id, the one that callers and refusals name.
    static Optional<CloudEvent> of(EventRecord value) {
        return Optional.of(
                switch (value.event()) {
                    case SignedCommand command ->
                        new CloudEvent(idOf(command), "dev.holdfast.command", value.receivedAt());
                    case TrustAdopted adopted ->
                        new CloudEvent(hashOf(adopted), "dev.holdfast.trust-adopted", value.receivedAt());
                });
    }

    static Optional<CloudEvent> of(CheckpointRecord value) {
        return of(value.checkpoint().signed(), "dev.holdfast.checkpoint", "");
    }

    static Optional<CloudEvent> of(SnapshotChunk value) {
        return of(value.signed(), "dev.holdfast.snapshot", "." + value.index());
    }

    static Optional<CloudEvent> of(SignedList value) {
        String id = value.uri() + "#" + value.epoch() + "." + value.version() + "."
                + value.issuedAt().getEpochSecond();
        return Optional.of(new CloudEvent(id, "dev.holdfast.signed-list", Optional.of(value.issuedAt())));
    }

    /// Refusals are written by the fold, which has no clock.
    static Optional<CloudEvent> of(RefusalRecord value) {
        String id = value.partition() + "." + value.offset();
        return Optional.of(new CloudEvent(id, "dev.holdfast.refusal", Optional.empty()));
    }

    static Optional<CloudEvent> of(TrustRecord value) {
        return Optional.of(new CloudEvent(Integer.toString(value.version()), "dev.holdfast.trust", Optional.empty()));
    }

    private static Optional<CloudEvent> of(SignedHeader signed, String type, String suffix) {
        try {
            Header header = signed.header();
            String id = header.partition() + "." + header.epoch() + "." + header.n() + "."
                    + header.issuedAt().toEpochMilli() + suffix;
            return Optional.of(new CloudEvent(id, type, Optional.of(header.issuedAt())));
        } catch (Malformed e) {
            throw new IllegalArgumentException("an envelope whose header does not parse", e);
        }
    }

    private static String idOf(SignedCommand command) {
        try {
            return CommandCodec.read(command).envelope().id().toString();
        } catch (Malformed e) {
            return hashOf(command);
        }
    }

    private static String hashOf(StatusEvent event) {
        return event.link().toHex();
    }
}
