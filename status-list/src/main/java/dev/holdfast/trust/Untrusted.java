package dev.holdfast.trust;

import java.io.Serial;

/// A trust document that may not follow the one that is held, or may not be the first.
public final class Untrusted extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public Untrusted(String message) {
        super(message);
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
