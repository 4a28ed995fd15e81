package dev.holdfast.schema;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.wire.Checkpoint;

/// What the notary publishes, and the domain.
final class PublishedWire {
    static final Codec.Wire<CheckpointRecord, Checkpoint> CHECKPOINT =
            new Codec.Wire<>(Checkpoint.getClassSchema(), PublishedWire::write, PublishedWire::read);
    static final Codec.Wire<SnapshotChunk, dev.holdfast.schema.wire.SnapshotChunk> SNAPSHOT = new Codec.Wire<>(
            dev.holdfast.schema.wire.SnapshotChunk.getClassSchema(), PublishedWire::write, PublishedWire::read);
    static final Codec.Wire<SignedList, dev.holdfast.schema.wire.SignedList> SIGNED_LIST = new Codec.Wire<>(
            dev.holdfast.schema.wire.SignedList.getClassSchema(), PublishedWire::write, PublishedWire::read);

    private PublishedWire() {}

    private static Checkpoint write(CheckpointRecord value) {
        SignedHeader signed = value.checkpoint().signed();
        Header header = ours(signed);
        return new Checkpoint(
                value.partition(),
                header.epoch(),
                header.n(),
                WireBytes.buffer(signed),
                WireBytes.buffer(value.checkpoint().body()));
    }

    private static CheckpointRecord read(Checkpoint wire) throws Malformed {
        SignedHeader signed = SignedHeader.parse(WireBytes.array(wire.getEnvelope()));
        requireRepeated(signed.header(), wire.getPartition(), wire.getEpoch(), wire.getN());
        return new CheckpointRecord(
                wire.getPartition(), new dev.holdfast.checkpoint.Checkpoint(signed, WireBytes.bytes(wire.getBody())));
    }

    private static dev.holdfast.schema.wire.SnapshotChunk write(SnapshotChunk value) {
        Header header = ours(value.signed());
        return new dev.holdfast.schema.wire.SnapshotChunk(
                value.partition(),
                header.epoch(),
                header.n(),
                WireBytes.buffer(value.signed()),
                value.index(),
                value.count(),
                WireBytes.buffer(value.bytes()));
    }

    private static SnapshotChunk read(dev.holdfast.schema.wire.SnapshotChunk wire) throws Malformed {
        SignedHeader signed = SignedHeader.parse(WireBytes.array(wire.getEnvelope()));
        requireRepeated(signed.header(), wire.getPartition(), wire.getEpoch(), wire.getN());
        return new SnapshotChunk(
                wire.getPartition(), signed, wire.getIndex(), wire.getCount(), WireBytes.bytes(wire.getBytes()));
    }

    private static dev.holdfast.schema.wire.SignedList write(SignedList value) {
        return new dev.holdfast.schema.wire.SignedList(
                value.list().value(),
                value.form().wireName(),
                value.version(),
                value.epoch(),
                value.n(),
                value.issuedAt(),
                value.expiresAt(),
                value.mediaType(),
                value.uri(),
                WireBytes.buffer(value.token()));
    }

    private static SignedList read(dev.holdfast.schema.wire.SignedList wire) throws Malformed {
        return new SignedList(
                new ListId(wire.getListId()),
                Form.named(wire.getFormat()),
                WireBytes.atLeast(1, wire.getVersion(), "version"),
                WireBytes.atLeast(1, wire.getEpoch(), "epoch"),
                WireBytes.atLeast(1, wire.getN(), "n"),
                wire.getIssuedAt(),
                wire.getExpiresAt(),
                wire.getMediaType(),
                wire.getUri(),
                WireBytes.bytes(wire.getToken()));
    }

    private static void requireRepeated(Header header, int partition, int epoch, long n) throws Malformed {
        if (header.partition() != partition || header.epoch() != epoch || header.n() != n) {
            throw new Malformed("partition, epoch or n beside the envelope differ from its header's");
        }
    }

    private static Header ours(SignedHeader signed) {
        try {
            return signed.header();
        } catch (Malformed e) {
            throw new IllegalArgumentException("an envelope whose header does not parse", e);
        }
    }
}
