package dev.holdfast.schema.registry;

import java.io.Serial;

/// A registry did not do what it was asked. Messages are one line and hold no credentials.
public abstract sealed class RegistryFailure extends Exception permits RegistryRefused, RegistryUnavailable {
    @Serial
    private static final long serialVersionUID = 1L;

    RegistryFailure(String message) {
        super(message);
    }

    RegistryFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
