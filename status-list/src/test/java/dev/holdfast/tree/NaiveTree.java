package dev.holdfast.tree;

import dev.holdfast.layout.Hash;
import java.util.List;

/// RFC 6962, section 2.1, word for word: split at the largest power of two smaller than n. Exists to disagree with
/// [MerkleTree].
public final class NaiveTree {
    private NaiveTree() {}

    public static Hash ofData(List<byte[]> data) {
        if (data.isEmpty()) {
            return Hash.of();
        }
        return Hash.wrap(node(data.stream()
                .map(one -> Hash.of(new byte[] {0}, one).toArray())
                .toList()));
    }

    public static Hash ofLeaves(List<byte[]> leaves) {
        return leaves.isEmpty() ? Hash.of() : Hash.wrap(node(leaves));
    }

    private static byte[] node(List<byte[]> leaves) {
        int n = leaves.size();
        if (n == 1) {
            return leaves.getFirst();
        }
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return Hash.of(new byte[] {1}, node(leaves.subList(0, k)), node(leaves.subList(k, n)))
                .toArray();
    }
}
