package dev.holdfast.issuer;

import dev.holdfast.layout.Malformed;
import java.math.BigInteger;
import java.util.Arrays;

/// Multibase with the alphabet of Bitcoin, prefix `z`: the one that Data Integrity and Multikey use. For short values;
/// the cost grows with the square of the length, which is therefore bounded.
public final class Multibase {
    private static final char BASE58_BTC = 'z';
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger RADIX = BigInteger.valueOf(58);
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
            BigInteger[] division = rest.divideAndRemainder(RADIX);
            reversed.append(ALPHABET.charAt(division[1].intValue()));
            rest = division[0];
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
        BigInteger value = BigInteger.ZERO;
        int zeros = 0;
        for (int i = 1; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new Malformed(what + " has a character that is not in base 58");
            }
            zeros += digit == 0 && value.signum() == 0 ? 1 : 0;
            value = value.multiply(RADIX).add(BigInteger.valueOf(digit));
        }
        byte[] bytes = withoutSign(value, zeros);
        if (bytes.length > maxBytes) {
            throw new Malformed(what + " is longer than " + maxBytes + " bytes");
        }
        return bytes;
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
