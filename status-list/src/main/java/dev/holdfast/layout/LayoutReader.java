package dev.holdfast.layout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads a layout field by field; every read is bounded by what is left, so no length allocates more than arrived.
/// Not safe for concurrent use.
public final class LayoutReader {
    private final ByteBuffer in;

    public LayoutReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    public LayoutReader magic(String expected) throws Malformed {
        need(4, "magic");
        byte[] found = new byte[4];
        in.get(found);
        if (!expected.equals(new String(found, StandardCharsets.ISO_8859_1))) {
            throw new Malformed("not a " + expected + " layout");
        }
        return this;
    }

    public int u8(String field) throws Malformed {
        need(1, field);
        return in.get() & 0xff;
    }

    public int u16(String field) throws Malformed {
        need(2, field);
        return in.getShort() & 0xffff;
    }

    public long u32(String field) throws Malformed {
        need(4, field);
        return in.getInt() & 0xffff_ffffL;
    }

    /// A 32-bit number that must lie in 0…`max`.
    public int u32(String field, int max) throws Malformed {
        long value = u32(field);
        if (value > max) {
            throw new Malformed(field + " " + value + " is above " + max);
        }
        return (int) value;
    }

    public long u64(String field) throws Malformed {
        long value = i64(field);
        if (value < 0) {
            throw new Malformed(field + " is above 2^63-1");
        }
        return value;
    }

    public long i64(String field) throws Malformed {
        need(8, field);
        return in.getLong();
    }

    public String string(String field, int maxBytes) throws Malformed {
        int length = u16(field);
        if (length > maxBytes) {
            throw new Malformed(field + " is longer than " + maxBytes + " bytes");
        }
        need(length, field);
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(slice)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed(field + " is not UTF-8", e);
        }
    }

    public byte[] bytes(String field, int maxBytes) throws Malformed {
        return take(field, u32(field, maxBytes));
    }

    /// Bytes behind a varint that counts them.
    public byte[] counted(String field, int maxBytes) throws Malformed {
        return take(field, varint(field, maxBytes));
    }

    private byte[] take(String field, int length) throws Malformed {
        need(length, field);
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    public Hash hash(String field) throws Malformed {
        need(Hash.LENGTH, field);
        byte[] value = new byte[Hash.LENGTH];
        in.get(value);
        return Hash.wrap(value);
    }

    /// Unsigned LEB128 in its shortest form, 0…`max`.
    public int varint(String field, int max) throws Malformed {
        long value = varint(field);
        if (value > max) {
            throw new Malformed(field + " " + value + " is above " + max);
        }
        return (int) value;
    }

    /// Unsigned LEB128 in its shortest form, 0…2^63−1.
    public long varint(String field) throws Malformed {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            int group = u8(field);
            value |= (long) (group & 0x7f) << shift;
            if ((group & 0x80) == 0) {
                if (group == 0 && shift > 0) {
                    throw new Malformed(field + " is not in its shortest form");
                }
                return value;
            }
        }
        throw new Malformed(field + " is longer than nine bytes");
    }

    public int remaining() {
        return in.remaining();
    }

    /// Refuses trailing bytes.
    public void end() throws Malformed {
        if (in.hasRemaining()) {
            throw new Malformed(in.remaining() + " trailing bytes");
        }
    }

    private void need(int count, String field) throws Malformed {
        if (in.remaining() < count) {
            throw new Malformed("truncated at " + field);
        }
    }
}
