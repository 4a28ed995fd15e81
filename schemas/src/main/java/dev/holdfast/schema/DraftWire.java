package dev.holdfast.schema;

import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.wire.Draft;

/// `drafts` and the domain.
final class DraftWire {
    static final Codec.Wire<DraftRecord, Draft> WIRE =
            new Codec.Wire<>(Draft.getClassSchema(), DraftWire::write, DraftWire::read);

    private DraftWire() {}

    private static Draft write(DraftRecord value) {
        Object body = switch (value) {
            case CheckpointDraft checkpoint ->
                new dev.holdfast.schema.wire.CheckpointDraft(
                        WireBytes.buffer(checkpoint.header()), WireBytes.buffer(checkpoint.body()));
            case TokenDraft token ->
                new dev.holdfast.schema.wire.TokenDraft(
                        token.list().value(),
                        token.form().wireName(),
                        token.version(),
                        token.n(),
                        token.epoch(),
                        WireBytes.buffer(token.payload()));
            case SnapshotDraft piece ->
                new dev.holdfast.schema.wire.SnapshotDraft(
                        piece.epoch(),
                        piece.n(),
                        WireBytes.buffer(piece.headerHash()),
                        piece.index(),
                        piece.count(),
                        WireBytes.buffer(piece.bytes()));
        };
        return new Draft(value.partition(), body);
    }

    private static DraftRecord read(Draft wire) throws Malformed {
        int partition = WireBytes.atLeast(0, wire.getPartition(), "partition");
        return switch (wire.getBody()) {
            case dev.holdfast.schema.wire.CheckpointDraft checkpoint ->
                new CheckpointDraft(
                        partition, WireBytes.bytes(checkpoint.getHeader()), WireBytes.bytes(checkpoint.getBody()));
            case dev.holdfast.schema.wire.TokenDraft token ->
                new TokenDraft(
                        partition,
                        new ListId(token.getListId()),
                        Form.named(token.getFormat()),
                        WireBytes.atLeast(1, token.getVersion(), "version"),
                        WireBytes.atLeast(1, token.getN(), "n"),
                        WireBytes.atLeast(1, token.getEpoch(), "epoch"),
                        WireBytes.bytes(token.getPayload()));
            case dev.holdfast.schema.wire.SnapshotDraft piece ->
                new SnapshotDraft(
                        partition,
                        WireBytes.atLeast(1, piece.getEpoch(), "epoch"),
                        WireBytes.atLeast(0, piece.getN(), "n"),
                        WireBytes.hash(piece.getHeaderHash()),
                        piece.getIndex(),
                        piece.getCount(),
                        WireBytes.bytes(piece.getBytes()));
            default -> throw new Malformed("an unknown kind of draft");
        };
    }
}
