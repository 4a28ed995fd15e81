package dev.holdfast.stream.fold;

/// When a list was first touched after a delta. So a delta needs no row per list: a list waits for the next delta
/// exactly if its window opened at the n of the last one. Follows from the newest row of the list.
///
/// @param sinceN n of the last delta when the list was touched; -1 for never
/// @param fromVersion version of the list in that delta; 0 if it was not open yet
record Window(long sinceN, long fromVersion) {
    static final Window NEVER = new Window(-1, 0);
}
