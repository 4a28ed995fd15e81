package dev.holdfast.event;

import java.nio.charset.StandardCharsets;

/// Where a list lives: murmur2 of its id modulo the number of partitions, which is also what Kafka's default
/// partitioner does with the id as the key.
public final class Partitioning {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private Partitioning() {}

    /// The partition of a list, 0…partitions-1.
    public static int of(ListId list, int partitions) {
        return (murmur2(list.value().getBytes(StandardCharsets.UTF_8)) & 0x7fff_ffff) % partitions;
    }

    /// MurmurHash2, 32 bits.
    static int murmur2(byte[] data) {
        int h = SEED ^ data.length;
        int words = data.length / 4;
        for (int i = 0; i < words; i++) {
            int k = word(data, 4 * i) * M;
            k ^= k >>> R;
            h = (h * M) ^ (k * M);
        }
        int tail = data.length % 4;
        for (int i = tail - 1; i >= 0; i--) {
            h ^= (data[4 * words + i] & 0xff) << (8 * i);
        }
        if (tail > 0) {
            h *= M;
        }
        h ^= h >>> 13;
        h *= M;
        return h ^ (h >>> 15);
    }

    private static int word(byte[] data, int at) {
        return (data[at] & 0xff)
                | (data[at + 1] & 0xff) << 8
                | (data[at + 2] & 0xff) << 16
                | (data[at + 3] & 0xff) << 24;
    }
}
