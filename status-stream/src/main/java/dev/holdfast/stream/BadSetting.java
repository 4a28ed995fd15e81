package dev.holdfast.stream;

import java.io.Serial;

/// A setting that is missing or wrong; the message is one line for who starts the program.
public final class BadSetting extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BadSetting(String message) {
        super(message);
    }
}
