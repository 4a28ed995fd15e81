package dev.holdfast.checkpoint;

import dev.holdfast.event.EntryIndex;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Entries and their absolute status codes, coded as gaps per status value behind a coding tag. There is exactly one
/// encoding of a set of changes under one tag.
public final class Changes {
    private static final int VARINT_GAPS = 0x01;

    private Changes() {}

    /// Codes changes; an empty map has a form as well.
    public static byte[] encode(SortedMap<Integer, Integer> codes) {
        SortedMap<Integer, List<Integer>> byCode = new TreeMap<>();
        codes.forEach((idx, code) ->
                byCode.computeIfAbsent(code, _ -> new ArrayList<>()).add(idx));
        LayoutWriter out = new LayoutWriter().u8(VARINT_GAPS).varint(byCode.size());
        byCode.forEach((code, entries) -> {
            out.u8(code).varint(entries.size());
            int next = 0;
            for (int idx : entries) {
                out.varint(idx - next);
                next = idx + 1;
            }
        });
        return out.toArray();
    }

    /// The changes that turn a list of VALID entries into this one.
    public static byte[] encodeAll(PackedStatuses statuses) {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int idx = 0; idx < statuses.capacity(); idx++) {
            int code = statuses.code(idx);
            if (code != 0) {
                codes.put(idx, code);
            }
        }
        return encode(codes);
    }

    /// Reads changes to a list of the given shape.
    public static SortedMap<Integer, Integer> decode(byte[] bytes, int bits, int capacity) throws Malformed {
        LayoutReader in = new LayoutReader(bytes);
        int tag = in.u8("coding tag");
        if (tag != VARINT_GAPS) {
            throw new Malformed("unknown coding tag " + tag);
        }
        int groups = in.varint("status values", 1 << bits);
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        int lastCode = -1;
        for (int group = 0; group < groups; group++) {
            int code = in.u8("status value");
            if (code <= lastCode || code >= 1 << bits) {
                throw new Malformed("status values are not ascending inside the list's bits");
            }
            lastCode = code;
            readGroup(in, code, capacity, codes);
        }
        in.end();
        return codes;
    }

    private static void readGroup(LayoutReader in, int code, int capacity, SortedMap<Integer, Integer> codes)
            throws Malformed {
        int count = in.varint("entries", Math.min(capacity, in.remaining()));
        if (count == 0) {
            throw new Malformed("a status value without entries");
        }
        int next = 0;
        for (int i = 0; i < count; i++) {
            int gap = in.varint("gap", EntryIndex.MAX_CAPACITY);
            int idx = next + gap;
            if (idx >= capacity) {
                throw new Malformed("a change lies behind the end of the list");
            }
            if (codes.put(idx, code) != null) {
                throw new Malformed("an entry stands twice");
            }
            next = idx + 1;
        }
    }
}
