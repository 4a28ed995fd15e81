package dev.holdfast.edge;

import java.io.Serial;

/// The disk did not take or give a row. What was to be stored is not visible either: read it again and retry.
final class StoreFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    StoreFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
