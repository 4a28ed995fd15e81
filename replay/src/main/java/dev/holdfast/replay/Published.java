package dev.holdfast.replay;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointRecord;
import dev.holdfast.schema.SignedList;
import java.util.List;

/// Something that claims to be the state at `n`. Nothing of it is verified yet.
sealed interface Published {
    /// Of its last record.
    long offset();

    long n();

    /// The state that has to be looked at first.
    default long begin() {
        return n();
    }

    /// A checkpoint.
    ///
    /// @param begin where its delta begins; n if it does not say so sensibly
    record Checkpoint(long offset, Header header, SignedHeader signed, Bytes body, long begin) implements Published {
        static Checkpoint of(long offset, CheckpointRecord record) throws Malformed {
            SignedHeader signed = record.checkpoint().signed();
            Header header = signed.header();
            Bytes body = record.checkpoint().body();
            return new Checkpoint(offset, header, signed, body, begin(header, body));
        }

        private static long begin(Header header, Bytes body) {
            try {
                long from = Delta.parse(body.toArray()).fromN();
                return from <= header.n() ? from : header.n();
            } catch (Malformed e) {
                return header.n();
            }
        }

        @Override
        public long n() {
            return header.n();
        }
    }

    /// A snapshot of which every piece is there.
    record Snapshot(long offset, Header header, SignedHeader signed, List<Bytes> pieces) implements Published {
        public Snapshot {
            pieces = List.copyOf(pieces);
        }

        @Override
        public long n() {
            return header.n();
        }
    }

    /// A standard token.
    record Token(long offset, SignedList list) implements Published {
        @Override
        public long n() {
            return list.n();
        }
    }
}
