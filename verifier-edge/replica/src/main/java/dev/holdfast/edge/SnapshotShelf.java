package dev.holdfast.edge;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Vouched;
import dev.holdfast.schema.SnapshotChunk;
import dev.holdfast.trust.SignedTrustDocument;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Puts the pieces of one partition's snapshots together. Bounded: it takes only pieces whose header a trusted
/// publisher signed, and keeps the newest few snapshots. Not safe for concurrent use.
final class SnapshotShelf {
    /// One that is complete, one that is being written, and one to fall back on.
    private static final int KEPT = 3;

    private final int partition;
    private final Map<SignedHeader, Pieces> begun = new HashMap<>();

    SnapshotShelf(int partition) {
        this.partition = partition;
    }

    /// Takes a piece.
    ///
    /// @param covering offset of the checkpoint it belongs to, where the source says so
    /// @throws NotVouched if nobody who is trusted signed its header
    void put(SnapshotChunk piece, OptionalLong covering, SignedTrustDocument trust) throws NotVouched {
        Pieces pieces = begun.get(piece.signed());
        if (pieces == null) {
            Header header = Vouched.open(piece.signed(), partition, trust).header();
            Pieces fresh = new Pieces(piece.signed(), header, piece.count());
            pieces = fresh;
            begun.put(piece.signed(), fresh);
            if (begun.size() > KEPT) {
                begun.values().stream()
                        .filter(held -> held != fresh)
                        .min(Comparator.comparing(Pieces::isWhole).thenComparing(Pieces::header, SnapshotShelf::order))
                        .ifPresent(oldest -> begun.remove(oldest.signed));
            }
        }
        if (piece.count() == pieces.count) {
            pieces.byIndex.put(piece.index(), piece.bytes());
            pieces.covering = covering;
        }
    }

    /// The complete snapshots, newest first.
    List<Offer.OfSnapshot> whole() {
        List<Offer.OfSnapshot> whole = new ArrayList<>();
        begun.values().stream()
                .filter(Pieces::isWhole)
                .sorted(Comparator.comparing(Pieces::header, SnapshotShelf::order)
                        .reversed())
                .forEach(pieces -> {
                    try {
                        whole.add(pieces.assemble(partition));
                    } catch (Malformed e) {
                        // The pieces are not signed one by one, so a bad one shows here; an older snapshot may do.
                        System.getLogger(SnapshotShelf.class.getName())
                                .log(
                                        System.Logger.Level.WARNING,
                                        "a snapshot of partition {0}: {1}",
                                        partition,
                                        e.getMessage());
                    }
                });
        return whole;
    }

    private static int order(Header some, Header other) {
        return Holding.isBehind(some, other) ? -1 : Holding.isBehind(other, some) ? 1 : 0;
    }

    private static final class Pieces {
        private final SignedHeader signed;
        private final Header header;
        private final int count;
        private final Map<Integer, Bytes> byIndex = new HashMap<>();
        private OptionalLong covering = OptionalLong.empty();

        Pieces(SignedHeader signed, Header header, int count) {
            this.signed = signed;
            this.header = header;
            this.count = count;
        }

        Header header() {
            return header;
        }

        boolean isWhole() {
            return byIndex.size() == count;
        }

        Offer.OfSnapshot assemble(int partition) throws Malformed {
            ByteArrayOutputStream lists = new ByteArrayOutputStream();
            for (int index = 0; index < count; index++) {
                lists.writeBytes(byIndex.getOrDefault(index, Bytes.empty()).toArray());
            }
            Snapshot snapshot = new Snapshot(signed, Snapshot.parseLists(lists.toByteArray()));
            return new Offer.OfSnapshot(partition, snapshot, covering);
        }
    }
}
