package dev.holdfast.sign;

/// What this library can do and does not promise yet: it may change, or go, in any version. Off unless whoever reads or
/// makes a key names it. There is no setting for all of a program.
public enum Experiment {
    /// Keys that sign by [Algorithm#ML_DSA_44].
    ML_DSA_44
}
