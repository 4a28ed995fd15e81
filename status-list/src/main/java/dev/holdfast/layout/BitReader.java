package dev.holdfast.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads what a [BitWriter] wrote. Allocates nothing. Not safe for concurrent use.
public final class BitReader {
    /// What [#unary] gives where nothing but zeros is left.
    public static final int END = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] in;
    private final long end;
    private long at;

    /// @param from where to start, in bytes
    public BitReader(byte[] in, int from) {
        this.in = in;
        this.at = 8L * from;
        this.end = 8L * in.length;
    }

    /// How many bits are left.
    public long remaining() {
        return end - at;
    }

    /// @param width 0…32
    public long bits(int width, String field) throws Malformed {
        if (width > remaining()) {
            throw new Malformed("truncated at " + field);
        }
        if (width == 0) {
            return 0;
        }
        long value = window() >>> (64 - width);
        at += width;
        return value;
    }

    /// Counts the zeros before the next one and passes it.
    ///
    /// @param most more than so many are refused
    /// @return [#END] if no one is left: then everything is read
    public int unary(int most, String field) throws Malformed {
        long zeros = 0;
        while (remaining() > 0) {
            long window = window();
            long run = Math.min(Long.numberOfLeadingZeros(window), remaining());
            zeros += run;
            if (window != 0) {
                if (zeros > most) {
                    break;
                }
                at += run + 1;
                return (int) zeros;
            }
            at += run;
        }
        if (remaining() == 0) {
            return END;
        }
        throw new Malformed(field + " is above what fits");
    }

    /// Elias gamma, 1…2^30.
    public int gamma(String field) throws Malformed {
        int width = unary(30, field);
        if (width == END) {
            throw new Malformed("truncated at " + field);
        }
        return (1 << width) | (int) bits(width, field);
    }

    /// The next 64 bits; zeros behind the end.
    private long window() {
        int index = (int) (at >>> 3);
        int shift = (int) (at & 7);
        if (index + 9 <= in.length) {
            long high = (long) LONG.get(in, index) << shift;
            return high | ((in[index + 8] & 0xff) >>> (8 - shift));
        }
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (index + i < in.length ? in[index + i] & 0xff : 0);
        }
        return value << shift;
    }
}
