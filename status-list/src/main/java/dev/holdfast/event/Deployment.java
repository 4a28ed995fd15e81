package dev.holdfast.event;

import java.util.regex.Pattern;

/// The name of one Holdfast deployment: every signed object carries it, so that nothing signed for one is good in
/// another.
///
/// @param value matches `[a-z0-9-]{1,32}`
public record Deployment(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,32}");

    /// @throws IllegalArgumentException for any other shape
    public Deployment {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a valid deployment name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
