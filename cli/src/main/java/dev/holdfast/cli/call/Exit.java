package dev.holdfast.cli.call;

/// The exit codes of every verb.
public final class Exit {
    public static final int YES = 0;
    public static final int NO = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int DISTRUST = 4;

    private Exit() {}
}
