package dev.holdfast.stream.fold;

import java.nio.ByteBuffer;

/// Keys of the rows of a partition's store: a kind, then big-endian numbers.
final class RowKeys {
    static final byte PARTITION = 0x01;
    static final byte ADOPTION = 0x02;
    static final byte PUBLISHED = 0x03;
    static final byte LIST_SHAPE = 0x10;
    static final byte LIST = 0x11;
    static final byte TOKEN = 0x12;
    static final byte ENTRY = 0x20;
    static final byte RECENT = 0x30;
    static final byte STRAY = 0x31;
    static final byte REFUSED = 0x40;

    private RowKeys() {}

    static byte[] single(byte kind) {
        return new byte[] {kind};
    }

    static byte[] numbered(byte kind, int number) {
        return ByteBuffer.allocate(5).put(kind).putInt(number).array();
    }

    static byte[] numbered(byte kind, int number, int second) {
        return ByteBuffer.allocate(9).put(kind).putInt(number).putInt(second).array();
    }

    static byte[] refused(long n) {
        return ByteBuffer.allocate(9).put(REFUSED).putLong(n).array();
    }
}
