package dev.holdfast.list;

import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.ListId;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The order in which a list's entries are handed out: a keyed permutation of 0…capacity-1, so that an index shows
/// neither order nor population (Bitstring Status List, section 6; Token Status List, section 12). A balanced
/// Feistel network over the next even number of bits, walked until it lands inside the capacity. Immutable and safe
/// for concurrent use.
public final class Allocation {
    private static final int ROUNDS = 8;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final int capacity;
    private final int halfBits;

    private Allocation(SecretKeySpec key, int capacity) {
        this.key = key;
        this.capacity = capacity;
        int needed = 32 - Integer.numberOfLeadingZeros(Math.max(1, capacity - 1));
        this.halfBits = (needed + 1) / 2;
    }

    /// The order of one list.
    ///
    /// @param secret the issuer's allocation secret, at least 32 bytes
    /// @param capacity 1…2^20
    public static Allocation of(Bytes secret, ListId list, int capacity) {
        if (secret.length() < 32) {
            throw new IllegalArgumentException("an allocation secret has at least 32 bytes");
        }
        if (capacity < 1 || capacity > EntryIndex.MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        SecretKeySpec master = new SecretKeySpec(secret.toArray(), HMAC);
        byte[] derived = mac(master).doFinal(("holdfast-allocation\0" + list.value()).getBytes(StandardCharsets.UTF_8));
        return new Allocation(new SecretKeySpec(derived, HMAC), capacity);
    }

    /// What the log may know of the key: its hash, so that a lease under another key is refused.
    public Hash commitment() {
        return Hash.of("holdfast-allocation-commitment\0".getBytes(StandardCharsets.UTF_8), key.getEncoded());
    }

    /// The entry of the ordinal-th credential.
    ///
    /// @param ordinal 0…capacity-1; two ordinals never share an entry
    /// @throws IndexOutOfBoundsException outside the range
    public EntryIndex entry(int ordinal) {
        if (ordinal < 0 || ordinal >= capacity) {
            throw new IndexOutOfBoundsException("ordinal " + ordinal + " of " + capacity);
        }
        Mac mac = mac(key);
        int value = ordinal;
        do {
            value = permute(mac, value);
        } while (value >= capacity);
        return new EntryIndex(value);
    }

    private int permute(Mac mac, int value) {
        int mask = (1 << halfBits) - 1;
        int left = value >>> halfBits;
        int right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] block =
                    ByteBuffer.allocate(5).put((byte) round).putInt(right).array();
            int mixed = ByteBuffer.wrap(mac.doFinal(block)).getInt() & mask;
            int next = left ^ mixed;
            left = right;
            right = next;
        }
        return (left << halfBits) | right;
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "Allocation[capacity " + capacity + "]";
    }
}
