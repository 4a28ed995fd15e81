package dev.holdfast.format;

import dev.holdfast.layout.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The GZIP container (RFC 1952) around a list, with a limit that holds before anything is allocated: one member and
/// nothing after it. Thread-safe.
public final class BoundedGunzip {
    private static final int FIXED_HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final byte UNKNOWN_SYSTEM = (byte) 0xff;

    private BoundedGunzip() {}

    /// Inflates exactly one member. At no time is more than `maxBytes` + 1 bytes of output held.
    ///
    /// @param maxBytes the longest output that is accepted, 0…2^30
    /// @throws Malformed if the stream is damaged, truncated, followed by anything, or longer than `maxBytes` when
    ///     inflated
    public static byte[] inflate(byte[] gzip, int maxBytes) throws Malformed {
        BoundedInflate.requireLimit(maxBytes);
        int start = afterHeader(gzip);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, start, gzip.length - start);
            byte[] output = BoundedInflate.drain(inflater, maxBytes, "gzip");
            requireTrailer(gzip, gzip.length - inflater.getRemaining(), output);
            return output;
        } catch (DataFormatException e) {
            throw new Malformed("not a gzip stream", e);
        } finally {
            inflater.end();
        }
    }

    /// One member without a name or a time in its header: the same content gives the same bytes, on one zlib build.
    ///
    /// @param level 0…9
    public static byte[] deflate(byte[] content, int level) {
        byte[] deflated = BoundedInflate.deflate(content, level, true);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        return ByteBuffer.allocate(FIXED_HEADER + deflated.length + TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM})
                .put(deflated)
                .putInt((int) checksum.getValue())
                .putInt(content.length)
                .array();
    }

    private static int afterHeader(byte[] gzip) throws Malformed {
        if (gzip.length < FIXED_HEADER || gzip[0] != 0x1f || gzip[1] != (byte) 0x8b || gzip[2] != 8) {
            throw new Malformed("not a gzip stream");
        }
        int flags = gzip[3] & 0xff;
        if ((flags & RESERVED) != 0) {
            throw new Malformed("the gzip header has a reserved flag");
        }
        int at = FIXED_HEADER;
        if ((flags & EXTRA) != 0) {
            requireRest(gzip, at + 2);
            at += 2 + (gzip[at] & 0xff) + ((gzip[at + 1] & 0xff) << 8);
        }
        if ((flags & NAME) != 0) {
            at = afterZero(gzip, at);
        }
        if ((flags & COMMENT) != 0) {
            at = afterZero(gzip, at);
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            at = afterChecksum(gzip, at);
        }
        requireRest(gzip, at);
        return at;
    }

    private static int afterZero(byte[] gzip, int from) throws Malformed {
        for (int at = from; at < gzip.length; at++) {
            if (gzip[at] == 0) {
                return at + 1;
            }
        }
        throw new Malformed("the gzip stream is truncated");
    }

    private static int afterChecksum(byte[] gzip, int at) throws Malformed {
        requireRest(gzip, at + 2);
        CRC32 checksum = new CRC32();
        checksum.update(gzip, 0, at);
        int stated = (gzip[at] & 0xff) | (gzip[at + 1] & 0xff) << 8;
        if ((checksum.getValue() & 0xffff) != stated) {
            throw new Malformed("the checksum of the gzip header is wrong");
        }
        return at + 2;
    }

    private static void requireTrailer(byte[] gzip, int at, byte[] output) throws Malformed {
        requireRest(gzip, at + TRAILER);
        if (gzip.length > at + TRAILER) {
            throw new Malformed((gzip.length - at - TRAILER) + " bytes follow the gzip stream");
        }
        ByteBuffer trailer = ByteBuffer.wrap(gzip, at, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 checksum = new CRC32();
        checksum.update(output);
        if (trailer.getInt() != (int) checksum.getValue() || trailer.getInt() != output.length) {
            throw new Malformed("the checksum or the length of the gzip stream is wrong");
        }
    }

    private static void requireRest(byte[] gzip, int length) throws Malformed {
        if (gzip.length < length) {
            throw new Malformed("the gzip stream is truncated");
        }
    }
}
