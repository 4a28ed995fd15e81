package dev.holdfast.fold;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// For each entry that ever changed, the list version at which it last did. Open addressing over primitive arrays,
/// because a nation's revocations have to fit in memory. Not safe for concurrent use.
public final class EntryVersions {
    private static final int FREE = -1;

    private int[] entries = new int[16];
    private long[] versions = new long[16];
    private int size;

    EntryVersions() {
        Arrays.fill(entries, FREE);
    }

    /// The version, or 0 if the entry never changed.
    public long of(int idx) {
        int slot = slotOf(entries, idx);
        return entries[slot] == idx ? versions[slot] : 0;
    }

    public int size() {
        return size;
    }

    /// The entries that changed after `version`, ascending.
    public int[] changedAfter(long version) {
        int[] found = new int[size];
        int count = 0;
        for (int slot = 0; slot < entries.length; slot++) {
            if (entries[slot] != FREE && versions[slot] > version) {
                found[count++] = entries[slot];
            }
        }
        int[] result = Arrays.copyOf(found, count);
        Arrays.sort(result);
        return result;
    }

    /// Whether any entry that changed after `version` is such as asked for.
    public boolean anyChangedAfter(long version, IntPredicate such) {
        for (int slot = 0; slot < entries.length; slot++) {
            if (entries[slot] != FREE && versions[slot] > version && such.test(entries[slot])) {
                return true;
            }
        }
        return false;
    }

    void put(int idx, long version) {
        int slot = slotOf(entries, idx);
        if (entries[slot] == FREE) {
            if (4 * (size + 1) > 3 * entries.length) {
                grow();
                slot = slotOf(entries, idx);
            }
            entries[slot] = idx;
            size++;
        }
        versions[slot] = version;
    }

    private void grow() {
        int[] nextEntries = new int[2 * entries.length];
        long[] nextVersions = new long[2 * entries.length];
        Arrays.fill(nextEntries, FREE);
        for (int slot = 0; slot < entries.length; slot++) {
            if (entries[slot] != FREE) {
                int to = slotOf(nextEntries, entries[slot]);
                nextEntries[to] = entries[slot];
                nextVersions[to] = versions[slot];
            }
        }
        entries = nextEntries;
        versions = nextVersions;
    }

    private static int slotOf(int[] table, int idx) {
        int mask = table.length - 1;
        int slot = ((idx * 0x9e3779b9) >>> 8) & mask;
        while (table[slot] != FREE && table[slot] != idx) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
