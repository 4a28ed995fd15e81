package dev.holdfast.trust.edit;

import java.io.Serial;

/// An edit that makes no sense for the document it was asked of. The message says why.
public final class BadEdit extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BadEdit(String message) {
        super(message);
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
