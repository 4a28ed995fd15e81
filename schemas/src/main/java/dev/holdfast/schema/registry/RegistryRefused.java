package dev.holdfast.schema.registry;

import java.io.Serial;

/// The registry answered, and the answer is no. Trying again does not help.
public final class RegistryRefused extends RegistryFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RegistryRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Why. Error codes are those of the protocol; 409 bodies differ between servers, so there the status decides.
    public enum Reason {
        /// 40401.
        NO_SUBJECT,
        /// 40402.
        NO_VERSION,
        /// 40403.
        NO_SCHEMA,
        /// 42201.
        INVALID_SCHEMA,
        /// 42202.
        INVALID_VERSION,
        /// 42203.
        INVALID_LEVEL,
        /// HTTP 409.
        INCOMPATIBLE,
        /// HTTP 401 and 403.
        NOT_ALLOWED,
        /// Anything else that is not worth a second attempt.
        OTHER;

        static Reason of(int status, int errorCode) {
            return switch (errorCode) {
                case 40401 -> NO_SUBJECT;
                case 40402 -> NO_VERSION;
                case 40403 -> NO_SCHEMA;
                case 42201 -> INVALID_SCHEMA;
                case 42202 -> INVALID_VERSION;
                case 42203 -> INVALID_LEVEL;
                default ->
                    switch (status) {
                        case 401, 403 -> NOT_ALLOWED;
                        case 409 -> INCOMPATIBLE;
                        default -> OTHER;
                    };
            };
        }
    }
}
