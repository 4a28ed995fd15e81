package dev.holdfast.layout;

import java.io.Serial;

/// Bytes that are not what their layout, grammar or limits allow. The message names the field, never a secret.
public final class Malformed extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public Malformed(String message) {
        super(message);
    }

    public Malformed(String message, Throwable cause) {
        super(message, cause);
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
