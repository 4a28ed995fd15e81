package dev.holdfast.checkpoint;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;

/// A signed header and its body, as one file or one record.
public record Checkpoint(SignedHeader signed, Bytes body) {
    private static final String MAGIC = "HFp1";

    public byte[] toBytes() {
        return new LayoutWriter()
                .magic(MAGIC)
                .bytes(signed.toBytes())
                .bytes(body.toArray())
                .toArray();
    }

    public static Checkpoint parse(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        SignedHeader signed = SignedHeader.parse(in.bytes("envelope", SignedHeader.MAX_BYTES));
        Bytes body = Bytes.of(in.bytes("body", Delta.MAX_BYTES));
        in.end();
        return new Checkpoint(signed, body);
    }
}
