package dev.holdfast.checkpoint;

import dev.holdfast.layout.BitReader;
import dev.holdfast.layout.BitWriter;
import dev.holdfast.layout.Malformed;

/// Golomb's code of one gap: the quotient by a divisor in unary, the remainder in truncated binary (S. Golomb,
/// "Run-length encodings", 1966). Divisors are four to the octave, which costs less than half a percent beside the
/// best.
///
/// @param divisor from 1 on
record Golomb(int divisor) {
    /// Bits that name a divisor by its parameter.
    static final int PARAMETER_BITS = 7;

    /// The last parameter; its divisor is 2^20, the largest list.
    private static final int LAST_PARAMETER = 75;

    /// The divisor of a parameter: 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20 …
    ///
    /// @throws Malformed if there is none
    static Golomb of(int parameter) throws Malformed {
        if (parameter > LAST_PARAMETER) {
            throw new Malformed("unknown coding parameter " + parameter);
        }
        return new Golomb(divisor(parameter));
    }

    private static int divisor(int parameter) {
        return parameter < 3 ? parameter + 1 : (4 + ((parameter - 3) & 3)) << ((parameter - 3) >> 2);
    }

    /// The parameter that fits gaps of this mean: the first divisor not below 0.65 × (mean + 1) − 0.3, the best one for
    /// entries strewn at random. It follows from the gaps, so that a set of entries has one coding.
    ///
    /// @param gaps all gaps together
    /// @param count how many, from 1 on
    static int parameterFor(int gaps, int count) {
        long wanted = 65L * ((long) gaps + count) - 30L * count;
        int parameter = 0;
        while (parameter < LAST_PARAMETER && 100L * divisor(parameter) * count < wanted) {
            parameter++;
        }
        return parameter;
    }

    /// Length of the code of one gap, in bits.
    int length(int gap) {
        int width = width();
        return gap / divisor + 1 + (gap % divisor < shorter(width) ? width - 1 : width);
    }

    void write(BitWriter out, int gap) {
        int width = width();
        int shorter = shorter(width);
        int remainder = gap % divisor;
        out.unary(gap / divisor);
        if (remainder < shorter) {
            out.bits(remainder, width - 1);
        } else {
            out.bits(remainder + shorter, width);
        }
    }

    /// Reads one gap.
    ///
    /// @param most a larger one is refused
    /// @return [BitReader#END] if nothing but zeros is left
    int read(BitReader in, int most) throws Malformed {
        int quotient = in.unary(most / divisor, "gap");
        if (quotient == BitReader.END) {
            return BitReader.END;
        }
        int width = width();
        int shorter = shorter(width);
        int remainder = width == 0 ? 0 : (int) in.bits(width - 1, "gap");
        if (width > 0 && remainder >= shorter) {
            remainder = ((remainder << 1) | (int) in.bits(1, "gap")) - shorter;
        }
        int gap = quotient * divisor + remainder;
        if (gap > most) {
            throw new Malformed("a change lies behind the end of the list");
        }
        return gap;
    }

    /// Bits of the longer remainders.
    private int width() {
        return 32 - Integer.numberOfLeadingZeros(divisor - 1);
    }

    /// How many remainders take one bit less.
    private int shorter(int width) {
        return (1 << width) - divisor;
    }
}
