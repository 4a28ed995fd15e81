package dev.holdfast.cli.local;

import java.io.Serial;

/// A process could not be brought up. The message says what stands in the way, in words for the person at the
/// terminal.
public final class CannotStart extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    CannotStart(String message) {
        super(message);
    }

    CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
