package dev.holdfast.replica;

import java.io.Serial;

/// A checkpoint or snapshot that is not to be trusted.
public final class NotVouched extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Distrust why;

    public NotVouched(Distrust why, String detail) {
        super(detail);
        this.why = why;
    }

    public Distrust why() {
        return why;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
