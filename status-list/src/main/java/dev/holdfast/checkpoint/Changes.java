package dev.holdfast.checkpoint;

import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// Entries and their absolute status codes behind a coding tag: [VarintGaps], [GolombGaps], or for a whole list
/// its packed statuses. A writer takes the smallest, the one with the lowest tag among equals; a reader takes all
/// of them. There is exactly one encoding of a set of changes under one tag.
public final class Changes {
    private static final int PACKED_TAG = 0x02;

    private Changes() {}

    /// Where a decoder puts what it reads.
    @FunctionalInterface
    interface Sink {
        /// @throws Malformed if the entry has been put before
        void put(int idx, int code) throws Malformed;
    }

    /// Codes changes; an empty map has a form as well.
    public static byte[] encode(SortedMap<Integer, Integer> codes) {
        EntriesByStatus entries = EntriesByStatus.of(codes);
        boolean varint = entries.groups() == 0 || VarintGaps.size(entries) <= GolombGaps.size(entries);
        return varint ? VarintGaps.encode(entries) : GolombGaps.encode(entries);
    }

    /// Codes a whole list: the changes that turn a list of VALID entries into this one, or its packed statuses.
    public static byte[] encodeAll(PackedStatuses statuses) {
        EntriesByStatus entries = EntriesByStatus.of(statuses);
        long varint = VarintGaps.size(entries);
        long golomb = entries.groups() == 0 ? Long.MAX_VALUE : GolombGaps.size(entries);
        long packed = 1L + PackedStatuses.byteLength(statuses.bits(), statuses.capacity());
        if (packed < varint && packed <= golomb) {
            byte[] bytes = new byte[(int) packed];
            bytes[0] = PACKED_TAG;
            byte[] content = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
            System.arraycopy(content, 0, bytes, 1, content.length);
            return bytes;
        }
        return varint <= golomb ? VarintGaps.encode(entries) : GolombGaps.encode(entries);
    }

    /// Reads changes to a list of the given shape. Holds at most one entry for each place in the list.
    public static SortedMap<Integer, Integer> decode(byte[] bytes, int bits, int capacity) throws Malformed {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        read(bytes, bits, capacity, (idx, code) -> {
            if (codes.put(idx, code) != null) {
                throw new Malformed("an entry stands twice");
            }
        });
        return codes;
    }

    /// Reads a whole list of the given shape. Allocates what the list takes, and no more.
    public static PackedStatuses decodeAll(byte[] bytes, int bits, int capacity) throws Malformed {
        if (bytes.length > 0 && bytes[0] == PACKED_TAG) {
            return packed(Arrays.copyOfRange(bytes, 1, bytes.length), bits, capacity);
        }
        byte[] content = new byte[PackedStatuses.byteLength(bits, capacity)];
        int mask = (1 << bits) - 1;
        read(bytes, bits, capacity, (idx, code) -> {
            int at = (idx * bits) >>> 3;
            int shift = (idx * bits) & 7;
            if (code == 0) {
                throw new Malformed("a whole list names entries that are VALID");
            }
            if (((content[at] >>> shift) & mask) != 0) {
                throw new Malformed("an entry stands twice");
            }
            content[at] |= (byte) (code << shift);
        });
        return packed(content, bits, capacity);
    }

    private static void read(byte[] bytes, int bits, int capacity, Sink sink) throws Malformed {
        if (bytes.length == 0) {
            throw new Malformed("truncated at coding tag");
        }
        int tag = bytes[0] & 0xff;
        if (tag == VarintGaps.TAG) {
            VarintGaps.decode(bytes, bits, capacity, sink);
        } else if (tag >= GolombGaps.TAG) {
            GolombGaps.decode(bytes, bits, capacity, sink);
        } else {
            throw new Malformed("unknown coding tag " + tag);
        }
    }

    private static PackedStatuses packed(byte[] content, int bits, int capacity) throws Malformed {
        try {
            return PackedStatuses.ofBytes(bits, capacity, content);
        } catch (IllegalArgumentException e) {
            throw new Malformed("statuses: " + e.getMessage(), e);
        }
    }
}
