package dev.holdfast.cli.call;

import java.io.Serial;

/// A verb ends here: one line for the person at the terminal, and an exit code.
public final class Failure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /// @param exitCode one of [Exit]
    public Failure(int exitCode, String message) {
        super(oneLine(message));
        this.exitCode = exitCode;
    }

    /// Something does not answer.
    public static Failure unreachable(String message) {
        return new Failure(Exit.UNREACHABLE, message);
    }

    /// The command line, or a file it names, is wrong.
    public static Failure usage(String message) {
        return new Failure(Exit.USAGE, message);
    }

    public int exitCode() {
        return exitCode;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// Texts from elsewhere may hold anything; a terminal gets one line of it.
    public static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
