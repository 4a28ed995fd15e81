package dev.holdfast.edge;

import java.io.Serial;

/// A directory that this edge may not use as its store: another root's, a foreign one, or one that is in use. The
/// edge must not start; the message says what to do.
public final class StoreRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    StoreRefused(String message) {
        super(message);
    }

    StoreRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
