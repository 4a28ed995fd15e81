package dev.holdfast.list;

import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.format.Form;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import java.util.ArrayList;
import java.util.List;

/// What a list is. It changes when the list is opened and when it is retired, never in between.
///
/// @param bits bits per entry: 1, 2, 4 or 8
/// @param capacity entries, 1…2^20
/// @param retired whether the list has ended
public record Descriptor(ListId id, int bits, int capacity, List<Publication> publications, boolean retired) {
    /// The longest encoding, in bytes.
    public static final int MAX_BYTES = 4096;

    private static final String MAGIC = "HFl1";
    private static final int MAX_PUBLICATIONS = 8;

    /// @throws IllegalArgumentException for a shape no list has
    public Descriptor {
        if (!PackedStatuses.isShape(bits, capacity)) {
            throw new IllegalArgumentException("no list has " + bits + " bits and " + capacity + " entries");
        }
        publications = List.copyOf(publications);
        if (publications.size() > MAX_PUBLICATIONS) {
            throw new IllegalArgumentException("more than " + MAX_PUBLICATIONS + " publications");
        }
    }

    public IssuerId issuer() {
        return id.issuer();
    }

    public Descriptor asRetired() {
        return new Descriptor(id, bits, capacity, publications, true);
    }

    /// The bytes that the leaf of a list commits to.
    public byte[] toBytes() {
        LayoutWriter out = new LayoutWriter()
                .magic(MAGIC)
                .string(id.value())
                .u8(bits)
                .u32(capacity)
                .u8(retired ? 1 : 0)
                .u8(publications.size());
        for (Publication publication : publications) {
            out.u8(publication.form().code()).string(publication.uri());
        }
        return out.toArray();
    }

    public static Descriptor parse(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        try {
            ListId id = new ListId(in.string("list id", ListId.MAX_LENGTH));
            int bits = in.u8("bits");
            int capacity = in.u32("capacity", EntryIndex.MAX_CAPACITY);
            int retired = in.u8("retired");
            if (retired > 1) {
                throw new Malformed("retired is neither 0 nor 1");
            }
            int count = in.u8("publications");
            List<Publication> publications = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                publications.add(new Publication(
                        Form.coded(in.u8("form")), in.string("publication URI", Publication.MAX_URI_LENGTH)));
            }
            in.end();
            return new Descriptor(id, bits, capacity, publications, retired == 1);
        } catch (IllegalArgumentException e) {
            throw new Malformed("descriptor: " + e.getMessage(), e);
        }
    }
}
