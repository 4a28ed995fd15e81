package dev.holdfast.x509;

import java.io.Serial;

/// A chain of certificates that gives no reason to believe in its key.
public final class UntrustedChain extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    UntrustedChain(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// Why a chain is not believed.
    public enum Reason {
        /// There is none.
        NO_CHAIN,
        /// No anchor certifies it, a signature in it is wrong, or it is out of order.
        NO_PATH,
        /// A certificate is not valid yet, or not any more, at the time in question.
        NOT_AT_THIS_TIME,
        /// The leaf may not sign, or not for this purpose.
        WRONG_USAGE,
        /// The leaf certifies another key than the one that signed, or none that can be used.
        WRONG_KEY
    }
}
