package dev.holdfast.schema;

import java.io.Serial;

/// The cluster did not answer, or not in time. Try again later.
public final class LogUnavailable extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
