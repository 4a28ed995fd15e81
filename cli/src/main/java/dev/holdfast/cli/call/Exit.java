package dev.holdfast.cli.call;

/// The exit codes of every verb.
public final class Exit {
    public static final int YES = 0;
    public static final int NO = 1;

    /// The command line is wrong, or a file that it names to work with: one that is not there, cannot be read, or is
    /// no root, key or certificate. So is a folder that somebody else is changing.
    public static final int USAGE = 2;

    /// Nothing answers, or something else than what was looked for.
    public static final int UNREACHABLE = 3;

    /// Evidence that does not verify: a signed file, a draft, what stands in the log. A root that was altered and
    /// still is one shows here, because nothing follows from it.
    public static final int DISTRUST = 4;

    private Exit() {}
}
