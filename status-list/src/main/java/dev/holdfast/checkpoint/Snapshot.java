package dev.holdfast.checkpoint;

import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.tree.MerkleTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// All lists of a partition at a checkpoint. The signed header makes it verifiable: its root is the root of these
/// lists.
///
/// @param lists by ascending id
public record Snapshot(SignedHeader signed, List<ListImage> lists) {
    /// Lists travel as one byte string cut into pieces of this many bytes.
    public static final int CHUNK_BYTES = 256 << 10;

    /// The longest byte string of lists that is read.
    public static final int MAX_BYTES = 512 << 20;

    private static final String MAGIC = "HFs1";
    private static final String LISTS_MAGIC = "HFi1";

    public Snapshot {
        lists = List.copyOf(lists);
    }

    /// The tree hash over lists that are in ascending order of their ids.
    public static Hash rootOf(Collection<ListImage> lists) {
        return MerkleTree.root(lists.stream().map(ListImage::leaf).toList());
    }

    /// As one file.
    public byte[] toBytes() {
        return new LayoutWriter()
                .magic(MAGIC)
                .bytes(signed.toBytes())
                .bytes(listBytes(lists))
                .toArray();
    }

    public static Snapshot parse(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        SignedHeader signed = SignedHeader.parse(in.bytes("envelope", SignedHeader.MAX_BYTES));
        byte[] lists = in.bytes("lists", MAX_BYTES);
        in.end();
        return new Snapshot(signed, parseLists(lists));
    }

    /// All lists as one byte string.
    public static byte[] listBytes(Collection<ListImage> lists) {
        LayoutWriter out = new LayoutWriter().magic(LISTS_MAGIC).u32(lists.size());
        for (ListImage list : lists) {
            out.bytes(list.descriptor().toBytes()).u64(list.version()).bytes(Changes.encodeAll(list.statuses()));
        }
        return out.toArray();
    }

    public static List<ListImage> parseLists(byte[] bytes) throws Malformed {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("a snapshot has at most " + MAX_BYTES + " bytes");
        }
        LayoutReader in = new LayoutReader(bytes).magic(LISTS_MAGIC);
        int count = in.u32("lists", in.remaining());
        List<ListImage> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Descriptor descriptor = Descriptor.parse(in.bytes("descriptor", Descriptor.MAX_BYTES));
            if (i > 0 && lists.get(i - 1).id().compareTo(descriptor.id()) >= 0) {
                throw new Malformed("lists are not in ascending order");
            }
            long version = in.u64("version");
            if (version < 1) {
                throw new Malformed("a list's version is below 1");
            }
            byte[] coded = in.bytes("statuses", in.remaining());
            lists.add(new ListImage(
                    descriptor, version, Changes.decodeAll(coded, descriptor.bits(), descriptor.capacity())));
        }
        in.end();
        return lists;
    }

    /// Cuts a byte string of lists into pieces; there is always at least one.
    public static List<byte[]> cut(byte[] listBytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < listBytes.length; from += CHUNK_BYTES) {
            pieces.add(Arrays.copyOfRange(listBytes, from, Math.min(listBytes.length, from + CHUNK_BYTES)));
        }
        return pieces;
    }
}
