package dev.holdfast.layout;

import java.util.Arrays;

/// Writes numbers of any width, most significant bit first, and fills the last byte with zeros. Not safe for
/// concurrent use.
public final class BitWriter {
    private byte[] out = new byte[256];
    private int length;
    private long held;
    private int heldBits;

    /// Starts with nothing written.
    public BitWriter() {}

    /// The lowest `width` bits of a number.
    ///
    /// @param width 0…32
    public BitWriter bits(long value, int width) {
        if (width < 0 || width > 32) {
            throw new IllegalArgumentException("a number of " + width + " bits");
        }
        held = (held << width) | (value & ((1L << width) - 1));
        heldBits += width;
        while (heldBits >= 8) {
            heldBits -= 8;
            put((byte) (held >>> heldBits));
        }
        return this;
    }

    /// Zeros, and a one behind them.
    public BitWriter unary(int zeros) {
        int rest = zeros;
        while (rest >= 32) {
            bits(0, 32);
            rest -= 32;
        }
        return bits(0, rest).bits(1, 1);
    }

    /// Elias gamma: the number's length in unary, then the number.
    ///
    /// @param value from 1 on
    public BitWriter gamma(int value) {
        int width = 31 - Integer.numberOfLeadingZeros(value);
        return unary(width).bits(value, width);
    }

    public byte[] toArray() {
        byte[] whole = Arrays.copyOf(out, length + (heldBits + 7) / 8);
        if (heldBits > 0) {
            whole[length] = (byte) (held << (8 - heldBits));
        }
        return whole;
    }

    private void put(byte value) {
        if (length == out.length) {
            out = Arrays.copyOf(out, 2 * length);
        }
        out[length++] = value;
    }
}
