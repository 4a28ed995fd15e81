package dev.holdfast.vc;

import java.io.Serial;

/// A credential that proves nothing here. Whatever it says is not to be used, its status least of all.
public final class CredentialRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public CredentialRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public CredentialRefused(Reason reason, String message, Throwable cause) {
        super(message, cause);
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

    /// Why a credential is refused.
    public enum Reason {
        /// It is not what its media type says, or larger than is looked at.
        MALFORMED,
        /// It was made for another purpose: `typ`, `cty`.
        OTHER_TYPE,
        /// Its algorithm is not the one that the key is for.
        OTHER_ALGORITHM,
        /// Nobody who is trusted knows the key that it names.
        UNKNOWN_KEY,
        /// The key did not sign it.
        BAD_SIGNATURE,
        /// A proof of it does not hold.
        BAD_PROOF,
        /// It contradicts itself about who issued it.
        OTHER_ISSUER,
        /// A disclosure does not belong to it, or hides what must not be hidden.
        BAD_DISCLOSURE,
        /// It says that it has a status, and not in a way that is known.
        UNKNOWN_STATUS,
        /// Its time has not come.
        NOT_YET_VALID,
        /// Its time is over.
        EXPIRED
    }
}
