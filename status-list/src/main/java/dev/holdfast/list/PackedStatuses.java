package dev.holdfast.list;

import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Hash;
import dev.holdfast.tree.MerkleTree;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The statuses of one list, packed least significant bits first into chunks of 1,024 bytes. Immutable: a changed
/// copy shares every chunk that did not change and the chunk hashes that are already known. Reads are safe from any
/// thread; [#digest()] fills the known hashes and must be called from one thread before the value is published to
/// others.
@SuppressWarnings("ReferenceEquality") // chunks are shared between copies: the same array is the same content
public final class PackedStatuses {
    /// Bytes in a chunk, the unit of the digest. The last chunk of a list is not padded.
    public static final int CHUNK_BYTES = 1024;

    private static final byte[] UNKNOWN = {};

    /// 1,024 bytes of VALID entries, the same array in every list: most of a list that is young.
    private static final byte[] ALL_VALID = new byte[CHUNK_BYTES];

    private final int bits;
    private final int capacity;
    private final byte[][] chunks;
    private final byte[][] leaves;
    private @Nullable Hash digest;

    private PackedStatuses(int bits, int capacity, byte[][] chunks, byte[][] leaves) {
        this.bits = bits;
        this.capacity = capacity;
        this.chunks = chunks;
        this.leaves = leaves;
    }

    /// All entries VALID.
    ///
    /// @param bits 1, 2, 4 or 8
    /// @param capacity 1…2^20 entries
    /// @throws IllegalArgumentException outside these
    public static PackedStatuses allValid(int bits, int capacity) {
        requireShape(bits, capacity);
        int bytes = byteLength(bits, capacity);
        int count = chunkCount(bytes);
        byte[][] chunks = new byte[count][];
        Arrays.fill(chunks, ALL_VALID);
        int last = bytes - (count - 1) * CHUNK_BYTES;
        if (last < CHUNK_BYTES) {
            chunks[count - 1] = new byte[last];
        }
        return new PackedStatuses(bits, capacity, chunks, unknown(count));
    }

    /// Takes over packed bytes, least significant bits first.
    ///
    /// @throws IllegalArgumentException if the shape is not allowed, the length does not fit it, or a bit behind
    ///     the last entry is set
    public static PackedStatuses ofBytes(int bits, int capacity, byte[] packed) {
        requireShape(bits, capacity);
        if (packed.length != byteLength(bits, capacity)) {
            throw new IllegalArgumentException(packed.length + " bytes do not hold " + capacity + " entries");
        }
        int spare = packed.length * 8 - capacity * bits;
        if (spare > 0 && (packed[packed.length - 1] & 0xff) >>> (8 - spare) != 0) {
            throw new IllegalArgumentException("bits behind the last entry are set");
        }
        int count = chunkCount(packed.length);
        byte[][] chunks = new byte[count][];
        for (int i = 0; i < count; i++) {
            int from = i * CHUNK_BYTES;
            int to = Math.min(packed.length, from + CHUNK_BYTES);
            boolean valid = Arrays.equals(packed, from, to, ALL_VALID, 0, CHUNK_BYTES);
            chunks[i] = valid ? ALL_VALID : Arrays.copyOfRange(packed, from, to);
        }
        return new PackedStatuses(bits, capacity, chunks, unknown(count));
    }

    /// Whether lists of this shape exist: 1, 2, 4 or 8 bits and 1…2^20 entries.
    public static boolean isShape(int bits, int capacity) {
        return (bits == 1 || bits == 2 || bits == 4 || bits == 8)
                && capacity >= 1
                && capacity <= EntryIndex.MAX_CAPACITY;
    }

    /// Bytes that a shape takes.
    public static int byteLength(int bits, int capacity) {
        return (capacity * bits + 7) / 8;
    }

    public int bits() {
        return bits;
    }

    public int capacity() {
        return capacity;
    }

    /// The status code of an entry.
    ///
    /// @throws IndexOutOfBoundsException if the list does not reach so far
    public int code(int idx) {
        if (idx < 0 || idx >= capacity) {
            throw new IndexOutOfBoundsException("entry " + idx + " of " + capacity);
        }
        long bit = (long) idx * bits;
        int at = (int) (bit >>> 3);
        return (chunks[at / CHUNK_BYTES][at % CHUNK_BYTES] >>> (bit & 7)) & ((1 << bits) - 1);
    }

    public Status status(int idx) {
        return new Status(code(idx));
    }

    /// One bit per entry: whether it has this status.
    public PackedStatuses plane(Status wanted) {
        byte[] plane = new byte[byteLength(1, capacity)];
        int perByte = 8 / bits;
        byte[] hits = hits(wanted.code());
        for (int i = 0; i < chunks.length; i++) {
            if (chunks[i] == ALL_VALID && hits[0] == 0) {
                continue;
            }
            int entry = i * CHUNK_BYTES * perByte;
            for (byte entries : chunks[i]) {
                plane[entry >>> 3] |= (byte) (hits[entries & 0xff] << (entry & 7));
                entry += perByte;
            }
        }
        int last = plane.length - 1;
        plane[last] &= (byte) (0xff >>> (plane.length * 8 - capacity));
        return ofBytes(1, capacity, plane);
    }

    /// For every byte of entries, one bit for each of them: whether it has the code.
    private byte[] hits(int wanted) {
        byte[] hits = new byte[256];
        int mask = (1 << bits) - 1;
        for (int entries = 0; entries < 256; entries++) {
            for (int at = 0; at < 8 / bits; at++) {
                if (((entries >>> (at * bits)) & mask) == wanted) {
                    hits[entries] |= (byte) (1 << at);
                }
            }
        }
        return hits;
    }

    /// A copy in which the given entries have the given codes.
    ///
    /// @throws IndexOutOfBoundsException if the list does not reach so far
    /// @throws IllegalArgumentException if a code needs more bits than an entry has
    public PackedStatuses with(SortedMap<Integer, Integer> codes) {
        byte[][] nextChunks = chunks.clone();
        byte[][] nextLeaves = leaves.clone();
        for (var change : codes.entrySet()) {
            set(nextChunks, nextLeaves, change.getKey(), change.getValue());
        }
        return new PackedStatuses(bits, capacity, nextChunks, nextLeaves);
    }

    private void set(byte[][] nextChunks, byte[][] nextLeaves, int idx, int code) {
        if (idx < 0 || idx >= capacity) {
            throw new IndexOutOfBoundsException("entry " + idx + " of " + capacity);
        }
        int mask = (1 << bits) - 1;
        if (code < 0 || code > mask) {
            throw new IllegalArgumentException("status " + code + " needs more than " + bits + " bits");
        }
        long bit = (long) idx * bits;
        int at = (int) (bit >>> 3);
        int chunk = at / CHUNK_BYTES;
        if (nextChunks[chunk] == chunks[chunk]) {
            nextChunks[chunk] = chunks[chunk].clone();
        }
        nextLeaves[chunk] = UNKNOWN;
        int shift = (int) (bit & 7);
        int kept = nextChunks[chunk][at % CHUNK_BYTES] & ~(mask << shift);
        nextChunks[chunk][at % CHUNK_BYTES] = (byte) (kept | (code << shift));
    }

    /// RFC 6962 tree hash over the chunks.
    public Hash digest() {
        Hash known = digest;
        if (known == null) {
            for (int i = 0; i < chunks.length; i++) {
                if (leaves[i] == UNKNOWN) {
                    leaves[i] = MerkleTree.leaf(chunks[i]);
                }
            }
            known = MerkleTree.root(List.of(leaves));
            digest = known;
        }
        return known;
    }

    /// How many chunks the list has.
    public int chunkCount() {
        return chunks.length;
    }

    /// A copy of one chunk, 1,024 bytes or fewer if it is the last.
    public byte[] chunk(int index) {
        return chunks[index].clone();
    }

    /// Whether both hold the very same chunk, without comparing its bytes: false only says "maybe different".
    public boolean sharesChunk(PackedStatuses other, int index) {
        return index < other.chunks.length && chunks[index] == other.chunks[index];
    }

    /// All entries, packed in the given order.
    public byte[] toBytes(BitOrder order) {
        byte[] packed = new byte[byteLength(bits, capacity)];
        for (int i = 0; i < chunks.length; i++) {
            System.arraycopy(chunks[i], 0, packed, i * CHUNK_BYTES, chunks[i].length);
        }
        if (order == BitOrder.MOST_SIGNIFICANT_FIRST) {
            BitOrder.turnRound(packed, bits);
        }
        return packed;
    }

    private static byte[][] unknown(int count) {
        byte[][] leaves = new byte[count][];
        Arrays.fill(leaves, UNKNOWN);
        return leaves;
    }

    private static int chunkCount(int bytes) {
        return (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
    }

    private static void requireShape(int bits, int capacity) {
        if (!isShape(bits, capacity)) {
            throw new IllegalArgumentException("no list has " + bits + " bits and " + capacity + " entries");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedStatuses that
                && bits == that.bits
                && capacity == that.capacity
                && Arrays.deepEquals(chunks, that.chunks);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * bits + capacity) + Arrays.deepHashCode(chunks);
    }

    @Override
    public String toString() {
        return "PackedStatuses[" + capacity + " x " + bits + " bits]";
    }
}
