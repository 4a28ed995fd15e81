package dev.holdfast.sign;

import java.io.Serial;

/// A signature that does not verify under the key it names.
public final class BadSignature extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadSignature(String message) {
        super(message);
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
