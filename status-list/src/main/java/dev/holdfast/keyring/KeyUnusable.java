package dev.holdfast.keyring;

import java.io.Serial;

/// A key cannot be had from where the settings say. The message names the place, the reason and what to do about
/// it, and never what was read there; it has no cause.
public final class KeyUnusable extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    KeyUnusable(Object place, String reason) {
        super("key " + place + ": " + reason);
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
