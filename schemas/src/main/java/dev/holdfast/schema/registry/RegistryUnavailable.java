package dev.holdfast.schema.registry;

import java.io.Serial;

/// No address of the registry gave a usable answer in time. Trying again later may help.
public final class RegistryUnavailable extends RegistryFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    RegistryUnavailable(String message) {
        super(message);
    }

    RegistryUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
