package dev.holdfast.event;

import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusListJwt;

/// One published form of a list. Forms of one purpose may share a URI, if whoever fetches it can tell them apart by
/// media type.
///
/// @param form format and purpose
/// @param uri absolute URI, at most 255 ASCII characters: what a referenced token or credential names
public record Publication(Form form, String uri) {
    public static final int MAX_URI_LENGTH = 255;

    /// @throws IllegalArgumentException for a URI that is empty, too long, or not printable ASCII
    public Publication {
        if (uri.isEmpty() || uri.length() > MAX_URI_LENGTH || !uri.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("not a usable publication URI");
        }
    }

    /// What a list is published as unless its issuer asks for something else: a Status List Token as a JWT.
    public static Publication byDefault(String uri) {
        return new Publication(Form.of(new TokenStatusListJwt()), uri);
    }
}
