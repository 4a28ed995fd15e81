package dev.holdfast.format;

import dev.holdfast.event.EntryIndex;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;

/// The member `lst`: a zlib stream over the statuses, least significant bits first (section 4.1).
final class Lst {
    private Lst() {}

    static byte[] write(PackedStatuses statuses, int deflateLevel) {
        return BoundedInflate.deflate(statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST), deflateLevel);
    }

    /// No more is inflated than 2^20 entries of this width take.
    static PackedStatuses read(int bits, byte[] zlib) throws Malformed {
        if (Integer.bitCount(bits) != 1 || bits > 8) {
            throw new Malformed("bits is none of 1, 2, 4, 8");
        }
        byte[] packed = BoundedInflate.inflate(zlib, PackedStatuses.byteLength(bits, EntryIndex.MAX_CAPACITY));
        return PackedStatuses.ofBytes(bits, packed.length * 8 / bits, packed);
    }
}
