package dev.holdfast.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files that somebody names from outside. What a file says of its size is not relied on: a device has none
/// and never ends, and a file may grow.
public final class BoundedFile {
    private BoundedFile() {}

    /// The whole of a file in UTF-8.
    ///
    /// @param max the most bytes it may have
    /// @throws Malformed if it has more, or is not UTF-8
    public static String text(Path file, int max) throws IOException, Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(file, max)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8", e);
        }
    }

    /// The whole of a file. A pipe is waited for, as by any other program.
    ///
    /// @param max the most bytes it may have
    /// @throws Malformed if it has more; no more than that are held
    public static byte[] read(Path file, int max) throws IOException, Malformed {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(max);
            if (in.read() >= 0) {
                throw new Malformed("more than " + max + " bytes");
            }
            return content;
        }
    }
}
