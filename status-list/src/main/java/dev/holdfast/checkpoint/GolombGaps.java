package dev.holdfast.checkpoint;

import dev.holdfast.checkpoint.Changes.Sink;
import dev.holdfast.layout.BitReader;
import dev.holdfast.layout.BitWriter;
import dev.holdfast.layout.Malformed;

/// Gaps per status value in Golomb's code, close to the fewest bits that entries strewn at random can take.
///
/// The tag is 0x80 and the parameter of the first group. Then bits, the most significant first, for each group by
/// ascending status code: 1 if another group follows; the code plus one, in Elias gamma; the parameter in 7 bits, but
/// for the first group; the number of entries in Elias gamma, but for the last group, which goes on to the end; the
/// gaps. Zeros fill the last byte. There is one such coding of a set of changes.
final class GolombGaps {
    static final int TAG = 0x80;

    private static final int PARAMETER_MASK = 0x7f;

    private GolombGaps() {}

    /// Bytes that the coding takes, tag included.
    static long size(EntriesByStatus entries) {
        long bits = 8 - Golomb.PARAMETER_BITS;
        int code = 0;
        for (int group = entries.groups(); group > 0; group--, code++) {
            code = entries.nextCode(code);
            bits += 1 + gammaLength(code + 1) + Golomb.PARAMETER_BITS;
            bits += group > 1 ? gammaLength(entries.count(code)) : 0;
            Golomb golomb = golomb(entries, code);
            for (int i = 0; i < entries.count(code); i++) {
                bits += golomb.length(entries.gap(code, i));
            }
        }
        return (bits + 7) / 8;
    }

    static byte[] encode(EntriesByStatus entries) {
        BitWriter out = new BitWriter();
        int code = 0;
        for (int group = entries.groups(); group > 0; group--, code++) {
            code = entries.nextCode(code);
            int parameter = Golomb.parameterFor(entries.gaps(code), entries.count(code));
            if (group == entries.groups()) {
                out.bits(TAG | parameter, 8);
            }
            out.bits(group > 1 ? 1 : 0, 1).gamma(code + 1);
            if (group < entries.groups()) {
                out.bits(parameter, Golomb.PARAMETER_BITS);
            }
            if (group > 1) {
                out.gamma(entries.count(code));
            }
            Golomb golomb = golomb(entries, code);
            for (int i = 0; i < entries.count(code); i++) {
                golomb.write(out, entries.gap(code, i));
            }
        }
        return out.toArray();
    }

    /// Reads everything behind the tag.
    static void decode(byte[] bytes, int bits, int capacity, Sink sink) throws Malformed {
        BitReader in = new BitReader(bytes, 1);
        int parameter = bytes[0] & PARAMETER_MASK;
        int lastCode = -1;
        boolean more = true;
        for (boolean first = true; more; first = false) {
            more = in.bits(1, "group") == 1;
            int code = in.gamma("status value") - 1;
            if (code <= lastCode || code >= 1 << bits) {
                throw new Malformed("status values are not ascending inside the list's bits");
            }
            lastCode = code;
            if (!first) {
                parameter = (int) in.bits(Golomb.PARAMETER_BITS, "parameter");
            }
            if (more) {
                int count = in.gamma("entries");
                requireParameter(parameter, entries(in, parameter, count, capacity, code, sink), count);
            } else {
                last(in, parameter, capacity, code, sink);
            }
        }
    }

    /// A group of known length.
    ///
    /// @return all gaps together
    private static int entries(BitReader in, int parameter, int count, int capacity, int code, Sink sink)
            throws Malformed {
        Golomb golomb = Golomb.of(parameter);
        int next = 0;
        for (int i = 0; i < count; i++) {
            int gap = next < capacity ? golomb.read(in, capacity - 1 - next) : BitReader.END;
            if (gap == BitReader.END) {
                throw new Malformed("a group ends early");
            }
            sink.put(next + gap, code);
            next += gap + 1;
        }
        return next - count;
    }

    /// The group that goes on to the end.
    private static void last(BitReader in, int parameter, int capacity, int code, Sink sink) throws Malformed {
        Golomb golomb = Golomb.of(parameter);
        int next = 0;
        int count = 0;
        while (true) {
            long left = in.remaining();
            int gap = golomb.read(in, Math.max(0, capacity - 1 - next));
            if (gap == BitReader.END) {
                if (left > 7) {
                    throw new Malformed(left / 8 + " trailing bytes");
                }
                break;
            }
            if (next >= capacity) {
                throw new Malformed("a change lies behind the end of the list");
            }
            sink.put(next + gap, code);
            next += gap + 1;
            count++;
        }
        if (count == 0) {
            throw new Malformed("a status value without entries");
        }
        requireParameter(parameter, next - count, count);
    }

    private static void requireParameter(int parameter, int gaps, int count) throws Malformed {
        if (parameter != Golomb.parameterFor(gaps, count)) {
            throw new Malformed("the coding parameter is not the one of these changes");
        }
    }

    private static Golomb golomb(EntriesByStatus entries, int code) {
        try {
            return Golomb.of(Golomb.parameterFor(entries.gaps(code), entries.count(code)));
        } catch (Malformed e) {
            throw new IllegalStateException("every mean has a parameter", e);
        }
    }

    private static int gammaLength(int value) {
        return 2 * (31 - Integer.numberOfLeadingZeros(value)) + 1;
    }
}
