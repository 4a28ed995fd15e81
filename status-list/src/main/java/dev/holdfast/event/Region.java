package dev.holdfast.event;

import java.util.regex.Pattern;

/// The name of a region, such as `eu-central`.
///
/// @param value matches `[a-z0-9-]{1,32}`
public record Region(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,32}");

    /// @throws IllegalArgumentException for any other shape
    public Region {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a valid region name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
