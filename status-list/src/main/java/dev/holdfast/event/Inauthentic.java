package dev.holdfast.event;

/// Why a record of the log is not an event at all. Such records are reported and change nothing, not even `n`.
public enum Inauthentic {
    UNDECODABLE("undecodable"),
    MALFORMED("malformed"),
    NO_TRUST("no-trust"),
    UNKNOWN_KEY("unknown-key"),
    FOREIGN_KEY("foreign-key"),
    BAD_SIGNATURE("bad-signature"),
    WRONG_DEPLOYMENT("wrong-deployment"),
    UNTRUSTED_DOCUMENT("untrusted-document");

    private final String wireName;

    Inauthentic(String wireName) {
        this.wireName = wireName;
    }

    /// The name in `refusals`.
    public String wireName() {
        return wireName;
    }
}
