package dev.holdfast.checkpoint;

import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import java.util.Arrays;
import java.util.SortedMap;

/// Entries grouped by their status codes, as every coding of changes wants them: by ascending code, and ascending
/// within each.
final class EntriesByStatus {
    private final int[][] entries = new int[256][];
    private final int[] counts = new int[256];
    private int groups;

    private EntriesByStatus() {}

    static EntriesByStatus of(SortedMap<Integer, Integer> codes) {
        EntriesByStatus grouped = new EntriesByStatus();
        codes.forEach((idx, code) -> grouped.add(code, idx));
        return grouped;
    }

    /// The entries of a list that are not VALID.
    static EntriesByStatus of(PackedStatuses statuses) {
        EntriesByStatus grouped = new EntriesByStatus();
        byte[] packed = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        int bits = statuses.bits();
        int perByte = 8 / bits;
        int mask = (1 << bits) - 1;
        for (int at = 0; at < packed.length; at++) {
            int rest = packed[at] & 0xff;
            for (int idx = at * perByte; rest != 0; idx++, rest >>>= bits) {
                if ((rest & mask) != 0) {
                    grouped.add(rest & mask, idx);
                }
            }
        }
        return grouped;
    }

    private void add(int code, int idx) {
        if (counts[code] == 0) {
            entries[code] = new int[16];
            groups++;
        } else if (counts[code] == entries[code].length) {
            entries[code] = Arrays.copyOf(entries[code], 2 * counts[code]);
        }
        entries[code][counts[code]++] = idx;
    }

    /// How many status codes occur.
    int groups() {
        return groups;
    }

    /// The next code that occurs, from `code` on; the caller has counted [#groups()].
    int nextCode(int code) {
        int next = code;
        while (counts[next] == 0) {
            next++;
        }
        return next;
    }

    int count(int code) {
        return counts[code];
    }

    int entry(int code, int i) {
        return entries[code][i];
    }

    /// How many entries lie between this one and the one before it.
    int gap(int code, int i) {
        return i == 0 ? entries[code][0] : entries[code][i] - entries[code][i - 1] - 1;
    }

    /// All gaps of a code together.
    int gaps(int code) {
        return entries[code][counts[code] - 1] - (counts[code] - 1);
    }
}
