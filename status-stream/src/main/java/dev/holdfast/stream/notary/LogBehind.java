package dev.holdfast.stream.notary;

import java.io.Serial;

/// A draft of an earlier state than was signed: the log, and the fold with it, has lost its tail. Nothing is signed
/// until it leads to that state again.
final class LogBehind extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    LogBehind(String message) {
        super(message);
    }
}
