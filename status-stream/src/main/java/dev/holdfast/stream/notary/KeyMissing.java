package dev.holdfast.stream.notary;

import java.io.Serial;

/// The notary holds none of the keys that it would have to sign with. It stops, and names them.
final class KeyMissing extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    KeyMissing(String message) {
        super(message);
    }
}
