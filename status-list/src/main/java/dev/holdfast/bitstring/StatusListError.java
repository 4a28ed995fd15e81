package dev.holdfast.bitstring;

import java.io.Serial;

/// No status could be read, and why: the credential is neither valid nor invalid because of it. Named as the
/// specifications name it (Bitstring Status List v1.0, section 3.2; VC Data Model 2.0, section 7.1).
public final class StatusListError extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public StatusListError(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    StatusListError(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// The names of the specifications.
    public enum Kind {
        /// The list is not to be had.
        STATUS_RETRIEVAL_ERROR("https://www.w3.org/ns/credentials/status-list#", "The status list was not retrieved"),
        /// The list does not verify, is not of this time, or is not for the purpose of the entry.
        STATUS_VERIFICATION_ERROR(
                "https://www.w3.org/ns/credentials/status-list#", "The status list could not be verified"),
        /// The list has too few entries to hide in.
        STATUS_LIST_LENGTH_ERROR("https://www.w3.org/ns/credentials/status-list#", "The status list is too short"),
        /// A property of the entry or of the list is not what the specification says.
        MALFORMED_VALUE_ERROR("https://www.w3.org/TR/vc-data-model#", "A value is malformed"),
        /// The list does not reach as far as the entry says.
        RANGE_ERROR("https://www.w3.org/TR/vc-data-model#", "A value is out of range");

        private final String vocabulary;
        private final String title;

        Kind(String vocabulary, String title) {
            this.vocabulary = vocabulary;
            this.title = title;
        }

        /// `type` of problem details (RFC 9457), a URL.
        public String type() {
            return vocabulary + name();
        }

        /// `title` of problem details.
        public String title() {
            return title;
        }
    }
}
