package dev.holdfast.schema;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.nio.ByteBuffer;

/// Avro's byte buffers and our byte strings.
final class WireBytes {
    private WireBytes() {}

    static ByteBuffer buffer(Bytes bytes) {
        return ByteBuffer.wrap(bytes.toArray());
    }

    static ByteBuffer buffer(SignedHeader signed) {
        return ByteBuffer.wrap(signed.toBytes());
    }

    static ByteBuffer buffer(Hash hash) {
        return ByteBuffer.wrap(hash.toArray());
    }

    static byte[] array(ByteBuffer buffer) {
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        return content;
    }

    static Bytes bytes(ByteBuffer buffer) {
        return Bytes.of(array(buffer));
    }

    static Hash hash(ByteBuffer buffer) {
        return Hash.wrap(array(buffer));
    }

    static int atLeast(int min, int value, String field) throws Malformed {
        return (int) atLeast(min, (long) value, field);
    }

    static long atLeast(long min, long value, String field) throws Malformed {
        if (value < min) {
            throw new Malformed(field + " " + value + " is below " + min);
        }
        return value;
    }
}
