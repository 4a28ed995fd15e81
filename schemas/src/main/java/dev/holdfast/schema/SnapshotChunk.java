package dev.holdfast.schema;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.layout.Bytes;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/// A record of `snapshots`: a piece of all lists of a partition. The pieces of one snapshot, put together in the
/// order of their indexes, are what [Snapshot#parseLists] reads.
///
/// @param signed the covering checkpoint's header, the same in each piece
/// @param index 0…count-1
public record SnapshotChunk(int partition, SignedHeader signed, int index, int count, Bytes bytes) {
    /// The record header that holds the offset of the covering checkpoint in `checkpoints`: i64, big-endian. Where
    /// a reader goes on; it is a hint, and not signed.
    public static final String COVERING_HEADER = "holdfast-covering";

    /// @throws IllegalArgumentException for a piece that cannot be
    public SnapshotChunk {
        requirePiece(index, count, bytes);
    }

    /// The record header for a covering checkpoint at `offset`.
    public static Header covering(long offset) {
        return new RecordHeader(
                COVERING_HEADER, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    /// The offset of the covering checkpoint; empty if there is no such header or it is not one.
    public static OptionalLong coveringOffset(Headers headers) {
        Header header = headers.lastHeader(COVERING_HEADER);
        if (header == null || header.value() == null || header.value().length != Long.BYTES) {
            return OptionalLong.empty();
        }
        long offset = ByteBuffer.wrap(header.value()).getLong();
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    static void requirePiece(int index, int count, Bytes bytes) {
        int most = Snapshot.MAX_BYTES / Snapshot.CHUNK_BYTES;
        if (index < 0 || index >= count || count > most || bytes.length() > Snapshot.CHUNK_BYTES) {
            throw new IllegalArgumentException(
                    "piece " + index + " of " + count + " with " + bytes.length() + " bytes");
        }
    }
}
