package dev.holdfast.layout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a layout field by field. Not safe for concurrent use.
public final class LayoutWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    /// Starts with nothing written.
    public LayoutWriter() {}

    /// Begins a layout with its four ASCII characters: three of kind, one of version.
    public LayoutWriter magic(String magic) {
        if (magic.length() != 4) {
            throw new IllegalArgumentException("magic " + magic);
        }
        out.writeBytes(magic.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public LayoutWriter u8(int value) {
        return fixed(value, 1);
    }

    public LayoutWriter u16(int value) {
        return fixed(value, 2);
    }

    public LayoutWriter u32(long value) {
        return fixed(value, 4);
    }

    /// A non-negative 64-bit number.
    public LayoutWriter u64(long value) {
        return fixed(value, 8);
    }

    /// A signed 64-bit number, two's complement.
    public LayoutWriter i64(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    public LayoutWriter string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        u16(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    public LayoutWriter bytes(byte[] value) {
        u32(value.length);
        out.writeBytes(value);
        return this;
    }

    /// Bytes behind a varint that counts them.
    public LayoutWriter counted(byte[] value) {
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    public LayoutWriter hash(Hash value) {
        out.writeBytes(value.toArray());
        return this;
    }

    /// Unsigned LEB128, least significant group first.
    public LayoutWriter varint(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative varint " + value);
        }
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] toArray() {
        return out.toByteArray();
    }

    private LayoutWriter fixed(long value, int width) {
        if (value < 0 || (width < 8 && value >>> (8 * width) != 0)) {
            throw new IllegalArgumentException(value + " does not fit " + width + " unsigned bytes");
        }
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }
}
