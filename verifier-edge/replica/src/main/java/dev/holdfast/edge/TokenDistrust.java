package dev.holdfast.edge;

import java.io.Serial;

/// A token that this edge does not serve.
final class TokenDistrust extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    TokenDistrust(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// Why a token is refused.
    enum Reason {
        /// Its list or its key is not known yet: it may be offered again.
        NOT_YET("token-not-yet"),
        MALFORMED("token-malformed"),
        BAD_SIGNATURE("token-bad-signature"),
        OTHER_SUBJECT("token-other-subject"),
        OTHER_LIST("token-other-list"),
        EXPIRED("token-expired"),
        FROM_THE_FUTURE("token-from-the-future"),
        WRONG_EPOCH("token-wrong-epoch"),
        ROLLBACK("token-rollback"),
        /// It says something else than the signed state of the same version, or that an INVALID entry is not.
        CONTRADICTION("token-contradiction");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }
}
