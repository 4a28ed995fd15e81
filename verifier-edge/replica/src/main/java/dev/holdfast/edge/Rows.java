package dev.holdfast.edge;

import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Keys of the store's rows, and the checksum at the end of each value. Keys sort by kind, partition, list, chunk.
/// The rows that nothing else could replace stand twice, the copy under the kind's small letter.
final class Rows {
    private static final byte FORMAT = 'F';
    private static final byte LOCAL = 'G';
    private static final byte TRUST = 'T';
    private static final byte PARTITION = 'P';
    private static final byte STICKY = 'S';
    private static final byte LIST = 'L';
    private static final byte CHUNK = 'C';
    private static final byte SIGHTING = 'V';
    private static final byte TOKEN = 'J';
    private static final byte TOKEN_OFFSET = 'K';

    private static final int CRC_BYTES = 4;

    private Rows() {}

    /// What the store is, and whose.
    static byte[] format() {
        return new byte[] {FORMAT};
    }

    /// Clock floor and offset in `trust`.
    static byte[] local() {
        return new byte[] {LOCAL};
    }

    static byte[] trust(int version) {
        return numbered(TRUST, version);
    }

    static byte[] partition(int partition) {
        return numbered(PARTITION, partition);
    }

    static byte[] sticky(int partition) {
        return numbered(STICKY, partition);
    }

    static byte[] lists(int partition) {
        return numbered(LIST, partition);
    }

    static byte[] list(int partition, ListId list) {
        return named(LIST, partition, list);
    }

    static byte[] chunks(int partition) {
        return numbered(CHUNK, partition);
    }

    /// All chunks of a list: a zero byte, which no id contains, ends the id.
    static byte[] chunks(int partition, ListId list) {
        return ofList(CHUNK, partition, list);
    }

    static byte[] chunk(int partition, ListId list, int index) {
        return indexed(chunks(partition, list), index);
    }

    /// Since when a partition's entries are INVALID, by chunk.
    static byte[] sightings(int partition) {
        return numbered(SIGHTING, partition);
    }

    static byte[] sighting(int partition, ListId list, int index) {
        return indexed(ofList(SIGHTING, partition, list), index);
    }

    private static byte[] ofList(byte kind, int partition, ListId list) {
        byte[] id = named(kind, partition, list);
        return Arrays.copyOf(id, id.length + 1);
    }

    private static byte[] indexed(byte[] prefix, int index) {
        byte[] key = Arrays.copyOf(prefix, prefix.length + 2);
        key[prefix.length] = (byte) (index >>> 8);
        key[prefix.length + 1] = (byte) index;
        return key;
    }

    /// The id in a key that [#list], [#chunk] or [#sighting] made, and nothing but that.
    static String listOf(byte[] key) {
        int end = 5;
        while (end < key.length && key[end] != 0) {
            end++;
        }
        return new String(key, 5, end - 5, StandardCharsets.US_ASCII);
    }

    static int chunkOf(byte[] key) {
        return (key[key.length - 2] & 0xff) << 8 | (key[key.length - 1] & 0xff);
    }

    static byte[] tokens() {
        return new byte[] {TOKEN};
    }

    /// A token: a zero byte, which no URI contains, ends the URI.
    static byte[] token(String uri, Form form) {
        byte[] ascii = uri.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(3 + ascii.length)
                .put(TOKEN)
                .put(ascii)
                .put((byte) 0)
                .put((byte) form.code())
                .array();
    }

    static byte[] tokenOffset(int partition) {
        return numbered(TOKEN_OFFSET, partition);
    }

    /// The key of a row's second copy.
    static byte[] twin(byte[] key) {
        byte[] twin = key.clone();
        twin[0] |= 0x20;
        return twin;
    }

    /// The first key behind all keys that begin with `prefix`.
    static byte[] behind(byte[] prefix) {
        byte[] next = prefix.clone();
        for (int i = next.length - 1; i >= 0; i--) {
            next[i]++;
            if (next[i] != 0) {
                return Arrays.copyOf(next, i + 1);
            }
        }
        throw new IllegalArgumentException("no key is behind this prefix");
    }

    /// A value with its checksum, which covers the key as well: a row that strayed is not taken for another.
    static byte[] seal(byte[] key, byte[] payload) {
        byte[] sealed = Arrays.copyOf(payload, payload.length + CRC_BYTES);
        ByteBuffer.wrap(sealed).putInt(payload.length, checksum(key, payload, payload.length));
        return sealed;
    }

    /// The payload, if its checksum fits.
    static Optional<byte[]> open(byte[] key, byte[] sealed) {
        int length = sealed.length - CRC_BYTES;
        if (length < 0 || ByteBuffer.wrap(sealed).getInt(length) != checksum(key, sealed, length)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(sealed, length));
    }

    private static int checksum(byte[] key, byte[] payload, int length) {
        CRC32C crc = new CRC32C();
        crc.update(key, 0, key.length);
        crc.update(payload, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] numbered(byte kind, int number) {
        return ByteBuffer.allocate(5).put(kind).putInt(number).array();
    }

    private static byte[] named(byte kind, int partition, ListId list) {
        byte[] id = list.value().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(5 + id.length)
                .put(kind)
                .putInt(partition)
                .put(id)
                .array();
    }
}
