package dev.holdfast.bitstring;

import java.util.Optional;

/// What a list says about an entry (section 3.2).
///
/// @param status the value, 0 or 1 unless the entry has more bits
/// @param purpose what the bit is about. A set `refresh` or `message` bit does not make a credential worthless, though
///     `valid` is false by the letter of the specification: look at both
/// @param valid whether the value is 0
/// @param message what the entry, or else the list, says that this value means, for developers and not for holders
public record BitstringStatus(int status, String purpose, boolean valid, Optional<String> message) {}
