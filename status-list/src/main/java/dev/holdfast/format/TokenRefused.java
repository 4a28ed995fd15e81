package dev.holdfast.format;

import java.io.Serial;

/// A token that is authentic and yet no answer: for this list, or at this time.
public final class TokenRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    TokenRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Why a token is refused.
    public enum Reason {
        /// Its `exp` has come.
        EXPIRED,
        /// Its `iat` lies further ahead than clocks may differ.
        ISSUED_IN_THE_FUTURE,
        /// Its `sub` is not the URI it was looked up by.
        OTHER_SUBJECT,
        /// It says nothing about this index.
        INDEX_OUT_OF_RANGE
    }
}
