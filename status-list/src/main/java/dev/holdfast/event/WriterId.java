package dev.holdfast.event;

import java.util.regex.Pattern;

/// One ordered source of commands that the trust document names: a gateway's journal or a direct producer.
///
/// @param value matches `[a-z0-9-]{1,32}`
public record WriterId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,32}");

    /// @throws IllegalArgumentException for any other shape
    public WriterId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a valid writer id");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
