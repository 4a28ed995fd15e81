package dev.holdfast.bitstring;

import dev.holdfast.event.Status;
import dev.holdfast.list.PackedStatuses;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a set bit of a list of ours means, entry by entry and by its definition: slow, and plain enough to test with.
public enum StatusPurpose {
    /// The credential is INVALID, for ever.
    REVOCATION("revocation", 1),
    /// The credential is SUSPENDED, and may become valid again.
    SUSPENSION("suspension", 2);

    private final String wireName;
    private final int code;

    StatusPurpose(String wireName, int code) {
        this.wireName = wireName;
        this.code = code;
    }

    /// `statusPurpose`.
    public String wireName() {
        return wireName;
    }

    /// The status that sets the bit.
    public Status status() {
        return new Status(code);
    }

    /// One bit per entry: set where the entry has this status. Padded with zeros to the least length of a list.
    public PackedStatuses bits(PackedStatuses statuses) {
        SortedMap<Integer, Integer> set = new TreeMap<>();
        if (code < 1 << statuses.bits()) {
            for (int i = 0; i < statuses.capacity(); i++) {
                if (statuses.code(i) == code) {
                    set.put(i, 1);
                }
            }
        }
        int length = Math.max(statuses.capacity(), BitstringCredential.MIN_ENTRIES);
        return PackedStatuses.allValid(1, length).with(set);
    }
}
