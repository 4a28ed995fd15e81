package dev.holdfast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// Runs `holdfast` in this process, for the tests of other packages.
public final class Commands {
    private Commands() {}

    /// What a run that ended with 0 printed.
    public static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Holdfast.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        if (exit != 0) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + exit + ": " + out + err);
        }
        return out.toString();
    }
}
