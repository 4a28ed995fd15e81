package dev.holdfast.format;

import dev.holdfast.event.Purpose;

/// What one published form of a list says, whichever its format.
///
/// @param purpose what of the list it shows
/// @param claims about whom, from when to when, and the statuses: for a purpose of bits, one bit per entry
public record Statement(Purpose purpose, StatusListToken claims) {}
