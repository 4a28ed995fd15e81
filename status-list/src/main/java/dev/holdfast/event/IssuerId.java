package dev.holdfast.event;

import java.util.regex.Pattern;

/// Who owns lists. Its lists' ids begin with it and a dot, so it holds no dot itself.
///
/// @param value matches `[a-z0-9-]{1,32}`
public record IssuerId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,32}");

    /// @throws IllegalArgumentException for any other shape
    public IssuerId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a valid issuer id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
