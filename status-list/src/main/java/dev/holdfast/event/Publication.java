package dev.holdfast.event;

/// One published form of a list.
///
/// @param format which format
/// @param uri absolute URI, at most 255 ASCII characters: `sub` of the token and `status_list.uri` of referenced
///     tokens
public record Publication(Format format, String uri) {
    public static final int MAX_URI_LENGTH = 255;

    /// @throws IllegalArgumentException for a URI that is empty, too long, or not printable ASCII
    public Publication {
        if (uri.isEmpty() || uri.length() > MAX_URI_LENGTH || !uri.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("not a usable publication URI");
        }
    }

    /// The formats a list can be published in.
    public enum Format {
        /// IETF Token Status List as a JWT.
        TOKEN_STATUS_LIST(1, "token-status-list");

        private final int code;
        private final String wireName;

        Format(int code, String wireName) {
            this.code = code;
            this.wireName = wireName;
        }

        /// The number in hashed layouts.
        public int code() {
            return code;
        }

        /// The name in JSON.
        public String wireName() {
            return wireName;
        }

        /// @throws IllegalArgumentException for a name this version does not know
        public static Format named(String wireName) {
            for (Format format : values()) {
                if (format.wireName.equals(wireName)) {
                    return format;
                }
            }
            throw new IllegalArgumentException("unknown publication format");
        }

        /// @throws IllegalArgumentException for a number this version does not know
        public static Format coded(int code) {
            for (Format format : values()) {
                if (format.code == code) {
                    return format;
                }
            }
            throw new IllegalArgumentException("unknown publication format " + code);
        }
    }
}
