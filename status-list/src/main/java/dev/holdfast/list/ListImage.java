package dev.holdfast.list;

import dev.holdfast.event.ListId;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutWriter;
import org.jspecify.annotations.Nullable;

/// A list as everybody sees it: exactly what the root of a partition covers. Immutable; [#leaf()] follows the rule
/// of [PackedStatuses#digest()].
public final class ListImage {
    private final Descriptor descriptor;
    private final long version;
    private final PackedStatuses statuses;
    private byte @Nullable [] leaf;

    /// @param version how many events of this list were accepted, from 1 on
    public ListImage(Descriptor descriptor, long version, PackedStatuses statuses) {
        if (version < 1) {
            throw new IllegalArgumentException("list version " + version);
        }
        if (descriptor.bits() != statuses.bits() || descriptor.capacity() != statuses.capacity()) {
            throw new IllegalArgumentException("statuses of another shape");
        }
        this.descriptor = descriptor;
        this.version = version;
        this.statuses = statuses;
    }

    public ListId id() {
        return descriptor.id();
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    public long version() {
        return version;
    }

    public PackedStatuses statuses() {
        return statuses;
    }

    /// H(0x00 ‖ H(descriptor) ‖ version ‖ digest): a leaf of the partition's tree, not hashed again.
    public byte[] leaf() {
        byte[] known = leaf;
        if (known == null) {
            known = Hash.of(new LayoutWriter()
                            .u8(0x00)
                            .hash(Hash.of(descriptor.toBytes()))
                            .u64(version)
                            .hash(statuses.digest())
                            .toArray())
                    .toArray();
            leaf = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListImage that
                && version == that.version
                && descriptor.equals(that.descriptor)
                && statuses.equals(that.statuses);
    }

    @Override
    public int hashCode() {
        return 31 * descriptor.hashCode() + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return "ListImage[" + id() + " v" + version + "]";
    }
}
