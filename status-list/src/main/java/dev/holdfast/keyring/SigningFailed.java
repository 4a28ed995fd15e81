package dev.holdfast.keyring;

import java.io.Serial;

/// A token did not sign: it was removed, locked or restarted. Nothing was signed; the process that asked has to stop
/// and be started again once the token is back.
public final class SigningFailed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SigningFailed(String message) {
        super(message);
    }
}
