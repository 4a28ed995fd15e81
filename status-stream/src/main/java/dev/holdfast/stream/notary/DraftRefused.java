package dev.holdfast.stream.notary;

import java.io.Serial;

/// A draft that the notary will not sign. The partition it came from stops until an operator has looked.
final class DraftRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    DraftRefused(String message) {
        super(message);
    }

    DraftRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
