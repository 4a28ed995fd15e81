package dev.holdfast.edge;

import dev.holdfast.layout.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// The content coding `gzip` (RFC 9110, section 8.4.1.3).
final class Gzip {
    private Gzip() {}

    /// The bytes compressed; empty if that does not make them shorter.
    static Optional<Bytes> shorter(Bytes content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length());
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.size() < content.length() ? Optional.of(Bytes.of(out.toByteArray())) : Optional.empty();
    }
}
