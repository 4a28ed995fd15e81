package dev.holdfast.format;

import dev.holdfast.layout.Malformed;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The ZLIB container (RFC 1950) around a list, with a limit that holds before anything is allocated.
/// Thread-safe.
public final class BoundedInflate {
    /// What tokens are compressed with unless a setting says otherwise: level 9 costs many times the time for a
    /// few bytes.
    public static final int DEFAULT_LEVEL = 6;

    private static final int STEP = 8192;

    /// What a list usually takes (131,072 entries of two bits), and a byte more, so that its end is seen at
    /// once.
    private static final int FIRST = (32 << 10) + 1;

    private static final int FURTHER = 128 << 10;

    private BoundedInflate() {}

    /// Inflates exactly one stream. At no time is much more than twice `maxBytes` of output held.
    ///
    /// @param maxBytes the longest output that is accepted, 0…2^30
    /// @throws Malformed if the stream is damaged, truncated, followed by anything, in need of a preset
    ///     dictionary, or longer than `maxBytes` when inflated
    public static byte[] inflate(byte[] zlib, int maxBytes) throws Malformed {
        requireLimit(maxBytes);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(zlib);
            byte[] output = drain(inflater, maxBytes, "zlib");
            if (inflater.getRemaining() > 0) {
                throw new Malformed(inflater.getRemaining() + " bytes follow the zlib stream");
            }
            return output;
        } catch (DataFormatException e) {
            throw new Malformed("not a zlib stream", e);
        } finally {
            inflater.end();
        }
    }

    static void requireLimit(int maxBytes) {
        if (maxBytes < 0 || maxBytes > 1 << 30) {
            throw new IllegalArgumentException("a limit of " + maxBytes + " bytes");
        }
    }

    /// All that comes out of an inflater that has its input, for the container named `what`. What came out
    /// already is not copied until all of it is there.
    static byte[] drain(Inflater inflater, int maxBytes, String what) throws DataFormatException, Malformed {
        List<byte[]> full = new ArrayList<>();
        byte[] piece = new byte[Math.min(maxBytes + 1, FIRST)];
        int before = 0;
        int length = 0;
        while (!inflater.finished()) {
            if (length == piece.length) {
                full.add(piece);
                before += length;
                piece = new byte[Math.min(maxBytes + 1 - before, FURTHER)];
                length = 0;
            }
            int more = inflater.inflate(piece, length, piece.length - length);
            length += more;
            if (before + length > maxBytes) {
                throw new Malformed("the " + what + " stream inflates to more than " + maxBytes + " bytes");
            }
            if (inflater.needsDictionary()) {
                throw new Malformed("the " + what + " stream needs a preset dictionary");
            }
            if (more == 0 && !inflater.finished()) {
                throw new Malformed("the " + what + " stream is truncated");
            }
        }
        return joined(full, before, piece, length);
    }

    private static byte[] joined(List<byte[]> full, int before, byte[] last, int length) {
        if (full.isEmpty()) {
            return Arrays.copyOf(last, length);
        }
        byte[] output = new byte[before + length];
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, output, at, piece.length);
            at += piece.length;
        }
        System.arraycopy(last, 0, output, at, length);
        return output;
    }

    /// Compresses at the default level.
    public static byte[] deflate(byte[] content) {
        return deflate(content, DEFAULT_LEVEL);
    }

    /// Compresses. The same content may give other bytes with another zlib build; compare what is inflated.
    ///
    /// @param level 0…9
    public static byte[] deflate(byte[] content, int level) {
        return deflate(content, level, false);
    }

    /// @param bare without the zlib container
    static byte[] deflate(byte[] content, int level, boolean bare) {
        if (level < Deflater.NO_COMPRESSION || level > Deflater.BEST_COMPRESSION) {
            throw new IllegalArgumentException("compression level " + level);
        }
        Deflater deflater = new Deflater(level, bare);
        try {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(STEP);
            byte[] buffer = new byte[STEP];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
