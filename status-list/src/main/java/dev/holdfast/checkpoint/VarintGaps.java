package dev.holdfast.checkpoint;

import dev.holdfast.checkpoint.Changes.Sink;
import dev.holdfast.event.EntryIndex;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;

/// Gaps per status value in whole bytes: the first coding there was, and the smaller one of no change at all.
final class VarintGaps {
    static final int TAG = 0x01;

    private VarintGaps() {}

    /// Bytes that the coding takes, tag included.
    static long size(EntriesByStatus entries) {
        long size = 1L + length(entries.groups());
        int code = 0;
        for (int group = entries.groups(); group > 0; group--, code++) {
            code = entries.nextCode(code);
            size += 1 + length(entries.count(code));
            for (int i = 0; i < entries.count(code); i++) {
                size += length(entries.gap(code, i));
            }
        }
        return size;
    }

    static byte[] encode(EntriesByStatus entries) {
        LayoutWriter out = new LayoutWriter().u8(TAG).varint(entries.groups());
        int code = 0;
        for (int group = entries.groups(); group > 0; group--, code++) {
            code = entries.nextCode(code);
            out.u8(code).varint(entries.count(code));
            for (int i = 0; i < entries.count(code); i++) {
                out.varint(entries.gap(code, i));
            }
        }
        return out.toArray();
    }

    static void decode(byte[] bytes, int bits, int capacity, Sink sink) throws Malformed {
        LayoutReader in = new LayoutReader(bytes);
        int _ = in.u8("coding tag");
        int groups = in.varint("status values", 1 << bits);
        int lastCode = -1;
        for (int group = 0; group < groups; group++) {
            int code = in.u8("status value");
            if (code <= lastCode || code >= 1 << bits) {
                throw new Malformed("status values are not ascending inside the list's bits");
            }
            lastCode = code;
            readGroup(in, code, capacity, sink);
        }
        in.end();
    }

    private static void readGroup(LayoutReader in, int code, int capacity, Sink sink) throws Malformed {
        int count = in.varint("entries", Math.min(capacity, in.remaining()));
        if (count == 0) {
            throw new Malformed("a status value without entries");
        }
        int next = 0;
        for (int i = 0; i < count; i++) {
            int idx = next + in.varint("gap", EntryIndex.MAX_CAPACITY);
            if (idx >= capacity) {
                throw new Malformed("a change lies behind the end of the list");
            }
            sink.put(idx, code);
            next = idx + 1;
        }
    }

    private static int length(int value) {
        return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }
}
