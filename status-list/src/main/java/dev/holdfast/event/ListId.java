package dev.holdfast.event;

import java.util.regex.Pattern;

/// The id of a status list, `<issuer>.<name>`. Ordered by its unsigned bytes, which is the order of leaves in a
/// partition's tree.
///
/// @param value 3 to 64 characters of `[a-z0-9.-]`, an issuer id before the first dot and a name behind it
public record ListId(String value) implements Comparable<ListId> {
    /// The longest id, in bytes.
    public static final int MAX_LENGTH = 64;

    private static final Pattern SHAPE = Pattern.compile("(?=.{3,64}$)[a-z0-9-]{1,32}\\.[a-z0-9-][a-z0-9.-]*");

    /// @throws IllegalArgumentException for any other shape
    public ListId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a valid list id");
        }
    }

    public IssuerId issuer() {
        return new IssuerId(value.substring(0, value.indexOf('.')));
    }

    @Override
    public int compareTo(ListId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
