package dev.holdfast.cli.demo;

import java.io.Serial;

/// The demo cannot go on. The message is one line for the person at the terminal.
public final class DemoFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    DemoFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    DemoFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// 2 for what the caller asked, 3 for what could not be reached or started.
    public int exitCode() {
        return exitCode;
    }
}
