package dev.holdfast.schema.direct;

/// A command that all in-sync replicas have. It will be folded; what came of it is not known yet.
///
/// @param offset in `status-events`
public record Appended(Prepared prepared, long offset) {}
