package dev.holdfast.event;

import java.util.regex.Pattern;

/// What a caller names to make a retry harmless. It is unique per list.
///
/// @param value matches `[!-~]{1,128}`
public record IdempotencyKey(String value) {
    private static final Pattern SHAPE = Pattern.compile("[!-~]{1,128}");

    /// @throws IllegalArgumentException for any other shape
    public IdempotencyKey {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a valid idempotency key");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
