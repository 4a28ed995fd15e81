package dev.holdfast.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// An immutable byte string with value equality; copied when it is made and when it is taken out.
public final class Bytes {
    private static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    public static Bytes ofAscii(String text) {
        return new Bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static Bytes empty() {
        return EMPTY;
    }

    public byte[] toArray() {
        return content.clone();
    }

    /// A copy of a part.
    ///
    /// @param to not within it
    public byte[] toArray(int from, int to) {
        Objects.checkFromToIndex(from, to, content.length);
        return Arrays.copyOfRange(content, from, to);
    }

    /// Where a byte is, from an index on; -1 if nowhere.
    public int indexOf(char ascii, int from) {
        for (int at = from; at < content.length; at++) {
            if (content[at] == ascii) {
                return at;
            }
        }
        return -1;
    }

    public int length() {
        return content.length;
    }

    public Hash sha256() {
        return Hash.of(content);
    }

    public String toHex() {
        return HexFormat.of().formatHex(content);
    }

    public String toAscii() {
        return new String(content, StandardCharsets.US_ASCII);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// The first eight bytes in hexadecimal and the length: enough to recognise, too little to leak.
    @Override
    public String toString() {
        String head = HexFormat.of().formatHex(content, 0, Math.min(8, content.length));
        return content.length <= 8 ? head : head + "… (" + content.length + " bytes)";
    }
}
