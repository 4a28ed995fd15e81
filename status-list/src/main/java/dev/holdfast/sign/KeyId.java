package dev.holdfast.sign;

import java.util.regex.Pattern;

/// The id of a key: its JWK thumbprint with SHA-256, base64url (RFC 7638).
///
/// @param value 43 characters of base64url
public record KeyId(String value) {
    public static final int LENGTH = 43;

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    /// @throws IllegalArgumentException for any other shape
    public KeyId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a JWK thumbprint");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
