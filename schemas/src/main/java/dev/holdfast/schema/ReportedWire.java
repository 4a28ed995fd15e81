package dev.holdfast.schema;

import dev.holdfast.event.CommandId;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.wire.Refusal;
import dev.holdfast.schema.wire.RefusalKind;
import dev.holdfast.schema.wire.Trust;
import java.util.Optional;
import java.util.OptionalLong;

/// Refusals and trust documents, and the domain.
final class ReportedWire {
    static final Codec.Wire<RefusalRecord, Refusal> REFUSAL =
            new Codec.Wire<>(Refusal.getClassSchema(), ReportedWire::write, ReportedWire::read);
    static final Codec.Wire<TrustRecord, Trust> TRUST =
            new Codec.Wire<>(Trust.getClassSchema(), ReportedWire::write, ReportedWire::read);

    private ReportedWire() {}

    private static Refusal write(RefusalRecord value) {
        return new Refusal(
                value.cause(),
                value.detail(),
                switch (value.kind()) {
                    case REFUSED -> RefusalKind.REFUSED;
                    case NOT_AUTHENTIC -> RefusalKind.NOT_AUTHENTIC;
                },
                value.partition(),
                value.offset(),
                value.n().isPresent() ? value.n().getAsLong() : null,
                value.eventId().map(CommandId::toString).orElse(null),
                WireBytes.buffer(value.record()),
                WireBytes.buffer(value.recordHash()));
    }

    private static RefusalRecord read(Refusal wire) throws Malformed {
        return new RefusalRecord(
                wire.getCause(),
                wire.getDetail(),
                switch (wire.getKind()) {
                    case REFUSED -> RefusalRecord.Kind.REFUSED;
                    case NOT_AUTHENTIC -> RefusalRecord.Kind.NOT_AUTHENTIC;
                },
                WireBytes.atLeast(0, wire.getPartition(), "partition"),
                WireBytes.atLeast(0, wire.getOffset(), "offset"),
                wire.getN() == null ? OptionalLong.empty() : OptionalLong.of(WireBytes.atLeast(1, wire.getN(), "n")),
                Optional.ofNullable(wire.getEventId()).map(CommandId::parse),
                WireBytes.bytes(wire.getRecord()),
                WireBytes.hash(wire.getRecordHash()));
    }

    private static Trust write(TrustRecord value) {
        return new Trust(value.version(), WireBytes.buffer(value.document()));
    }

    private static TrustRecord read(Trust wire) throws Malformed {
        return new TrustRecord(WireBytes.atLeast(1, wire.getVersion(), "version"), WireBytes.bytes(wire.getDocument()));
    }
}
