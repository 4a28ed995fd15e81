package dev.holdfast.issuer;

import dev.holdfast.layout.Malformed;
import java.math.BigInteger;
import java.util.Arrays;

/// Multibase with the alphabet of Bitcoin, prefix `z`: the one that Data Integrity and Multikey use. For short values;
/// the cost grows with the square of the length, which is therefore bounded.
public final class Multibase {
    private static final char BASE58_BTC = 'z';
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int RADIX = 58;

    /// As many digits as a long holds are handled at once.
    private static final int GROUP = 10;

    private static final long GROUP_VALUE = 430_804_206_899_405_824L;
    private static final BigInteger GROUP_RADIX = BigInteger.valueOf(GROUP_VALUE);
    private static final int MAX_BYTES = 256;

    private Multibase() {}

    /// @throws IllegalArgumentException for more than 256 bytes
    public static String base58btc(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("more than " + MAX_BYTES + " bytes in base 58");
        }
        StringBuilder reversed = new StringBuilder();
        BigInteger rest = new BigInteger(1, bytes);
        while (rest.signum() > 0) {
            BigInteger[] division = rest.divideAndRemainder(GROUP_RADIX);
            rest = division[0];
            long digits = division[1].longValueExact();
            for (int i = 0; rest.signum() > 0 ? i < GROUP : digits > 0; i++) {
                reversed.append(ALPHABET.charAt((int) (digits % RADIX)));
                digits /= RADIX;
            }
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            reversed.append(ALPHABET.charAt(0));
        }
        return reversed.append(BASE58_BTC).reverse().toString();
    }

    /// @param maxBytes the longest value that is taken, at most 256
    public static byte[] readBase58btc(String text, String what, int maxBytes) throws Malformed {
        if (text.isEmpty() || text.charAt(0) != BASE58_BTC) {
            throw new Malformed(what + " is not base58btc with the prefix z");
        }
        // 58^1.4 > 256: no value of n bytes takes more than 1.4 n characters.
        if (text.length() - 1 > maxBytes * 7 / 5 + 1) {
            throw new Malformed(what + " is longer than " + maxBytes + " bytes");
        }
        int zeros = 0;
        while (1 + zeros < text.length() && text.charAt(1 + zeros) == ALPHABET.charAt(0)) {
            zeros++;
        }
        byte[] bytes = withoutSign(number(text, 1 + zeros, what), zeros);
        if (bytes.length > maxBytes) {
            throw new Malformed(what + " is longer than " + maxBytes + " bytes");
        }
        return bytes;
    }

    private static BigInteger number(String text, int from, String what) throws Malformed {
        BigInteger value = BigInteger.ZERO;
        for (int at = from; at < text.length(); at += GROUP) {
            long digits = 0;
            long radix = 1;
            for (int i = at; i < Math.min(at + GROUP, text.length()); i++) {
                int digit = ALPHABET.indexOf(text.charAt(i));
                if (digit < 0) {
                    throw new Malformed(what + " has a character that is not in base 58");
                }
                digits = digits * RADIX + digit;
                radix *= RADIX;
            }
            value = value.multiply(BigInteger.valueOf(radix)).add(BigInteger.valueOf(digits));
        }
        return value;
    }

    private static byte[] withoutSign(BigInteger value, int zeros) {
        byte[] signed = value.signum() == 0 ? new byte[0] : value.toByteArray();
        int skip = signed.length > 0 && signed[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[zeros + signed.length - skip];
        System.arraycopy(signed, skip, bytes, zeros, signed.length - skip);
        return bytes;
    }

    static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
