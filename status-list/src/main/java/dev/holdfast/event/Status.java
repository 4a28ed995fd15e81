package dev.holdfast.event;

import java.util.Locale;

/// A status value (Token Status List, section 7).
///
/// @param code 0…255
public record Status(int code) {
    public static final Status VALID = new Status(0);
    public static final Status INVALID = new Status(1);
    public static final Status SUSPENDED = new Status(2);

    /// @throws IllegalArgumentException outside the range
    public Status {
        if (code < 0 || code > 0xff) {
            throw new IllegalArgumentException("status " + code);
        }
    }

    /// Whether the specification gives this value a meaning: VALID, INVALID, SUSPENDED, or application specific
    /// (3 and 12…15). The other values are reserved.
    public boolean isAssigned() {
        return code <= 3 || isApplicationSpecific();
    }

    public boolean isApplicationSpecific() {
        return code == 3 || (code >= 0x0c && code <= 0x0f);
    }

    @Override
    public String toString() {
        return switch (code) {
            case 0 -> "VALID";
            case 1 -> "INVALID";
            case 2 -> "SUSPENDED";
            default -> String.format(Locale.ROOT, "0x%02X", code);
        };
    }
}
