package dev.holdfast.gateway.log;

/// An event and where it stands now.
public record EventState(EventTrace trace, Stage stage) {}
