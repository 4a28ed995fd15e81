package dev.holdfast.event;

/// Why the fold refused an authentic command. The number stands in checkpoints and never changes its meaning.
public enum Refusal {
    WRONG_PARTITION(1, "wrong-partition"),
    FOREIGN_LIST(2, "foreign-list"),
    UNKNOWN_LIST(3, "unknown-list"),
    LIST_EXISTS(4, "list-exists"),
    LIST_RETIRED(5, "list-retired"),
    UNKNOWN_WRITER(6, "unknown-writer"),
    TOO_MANY_WRITERS(7, "too-many-writers"),
    OUT_OF_ORDER(8, "out-of-order"),
    BAD_SHAPE(9, "bad-shape"),
    TOO_MANY_CHANGES(10, "too-many-changes"),
    INDEX_REPEATED(11, "index-repeated"),
    INDEX_OUT_OF_RANGE(12, "index-out-of-range"),
    STATUS_RESERVED(13, "status-reserved"),
    STATUS_TOO_WIDE(14, "status-too-wide"),
    FINAL(15, "final"),
    ENTRY_CHANGED(16, "entry-changed"),
    LEASE_TAKEN(17, "lease-taken"),
    LIST_FULL(18, "list-full"),
    ALLOCATION_MISMATCH(19, "allocation-mismatch"),
    BAD_PUBLICATION(20, "bad-publication");

    private final int code;
    private final String wireName;

    Refusal(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /// The number in signed bodies, 1…255.
    public int code() {
        return code;
    }

    /// The name in problems, in `refusals` and on the command line.
    public String wireName() {
        return wireName;
    }

    /// @throws IllegalArgumentException for a number this version does not know
    public static Refusal coded(int code) {
        for (Refusal refusal : values()) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        throw new IllegalArgumentException("unknown refusal " + code);
    }
}
