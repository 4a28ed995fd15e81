package dev.holdfast.tree;

import dev.holdfast.layout.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.List;

/// The tree hash of RFC 6962, section 2.1: a leaf is H(0x00 ‖ data), an interior node H(0x01 ‖ left ‖ right), the
/// empty tree H(""). Splitting at the largest power of two below n is the same as pairing neighbours level by level
/// and promoting an odd last node, which is how it is computed here.
public final class MerkleTree {
    private static final byte LEAF = 0x00;
    private static final byte INTERIOR = 0x01;

    private MerkleTree() {}

    /// H(0x00 ‖ data).
    public static byte[] leaf(byte[]... data) {
        MessageDigest sha = Hash.sha256();
        sha.update(LEAF);
        for (byte[] part : data) {
            sha.update(part);
        }
        return sha.digest();
    }

    /// The root over leaf hashes of 32 bytes each. The list and its arrays are left as they are.
    public static Hash root(List<byte[]> leaves) {
        int width = leaves.size();
        if (width == 0) {
            return Hash.of();
        }
        byte[] level = new byte[width * Hash.LENGTH];
        for (int i = 0; i < width; i++) {
            System.arraycopy(leaves.get(i), 0, level, i * Hash.LENGTH, Hash.LENGTH);
        }
        MessageDigest sha = Hash.sha256();
        while (width > 1) {
            width = foldLevel(sha, level, width);
        }
        byte[] root = new byte[Hash.LENGTH];
        System.arraycopy(level, 0, root, 0, Hash.LENGTH);
        return Hash.wrap(root);
    }

    /// Replaces the first `width` nodes by their parents and returns how many those are.
    private static int foldLevel(MessageDigest sha, byte[] level, int width) {
        int pairs = width / 2;
        try {
            for (int i = 0; i < pairs; i++) {
                sha.update(INTERIOR);
                sha.update(level, 2 * i * Hash.LENGTH, 2 * Hash.LENGTH);
                sha.digest(level, i * Hash.LENGTH, Hash.LENGTH);
            }
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256", e);
        }
        if (width % 2 == 1) {
            System.arraycopy(level, (width - 1) * Hash.LENGTH, level, pairs * Hash.LENGTH, Hash.LENGTH);
            return pairs + 1;
        }
        return pairs;
    }
}
