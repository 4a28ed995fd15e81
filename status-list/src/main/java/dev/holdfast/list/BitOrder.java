package dev.holdfast.list;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Where entry 0 stands in a byte. The two standards disagree, and a mix-up revokes neighbours.
public enum BitOrder {
    /// Entry 0 in the lowest bits (Token Status List, section 4.1). Also the order that digests are taken over.
    LEAST_SIGNIFICANT_FIRST,
    /// Entry 0 in the highest bits (Bitstring Status List, section 2.2).
    MOST_SIGNIFICANT_FIRST;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NIBBLES = 0x0f0f0f0f0f0f0f0fL;
    private static final long PAIRS = 0x3333333333333333L;
    private static final long SINGLES = 0x5555555555555555L;

    /// Turns the entries of each byte round, in place: from either order to the other. Each entry keeps its own
    /// bits' order.
    ///
    /// @param bits of an entry: 1, 2, 4 or 8
    public static void turnRound(byte[] packed, int bits) {
        int whole = packed.length & -Long.BYTES;
        for (int at = 0; at < whole; at += Long.BYTES) {
            LONG.set(packed, at, turnedRound((long) LONG.get(packed, at), bits));
        }
        for (int at = whole; at < packed.length; at++) {
            packed[at] = (byte) turnedRound(packed[at] & 0xff, bits);
        }
    }

    /// Eight bytes at once: halves change places, then their halves, down to single entries.
    private static long turnedRound(long bytes, int bits) {
        long turned = bytes;
        if (bits <= 4) {
            turned = (turned >>> 4 & NIBBLES) | (turned & NIBBLES) << 4;
        }
        if (bits <= 2) {
            turned = (turned >>> 2 & PAIRS) | (turned & PAIRS) << 2;
        }
        if (bits == 1) {
            turned = (turned >>> 1 & SINGLES) | (turned & SINGLES) << 1;
        }
        return turned;
    }
}
