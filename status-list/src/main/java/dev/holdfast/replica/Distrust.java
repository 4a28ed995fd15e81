package dev.holdfast.replica;

/// Why a replica refused what it was offered. What it held stays.
public enum Distrust {
    MALFORMED("malformed"),
    WRONG_DEPLOYMENT("wrong-deployment"),
    WRONG_PARTITION("wrong-partition"),
    TRUST_MISSING("trust-missing"),
    TRUST_EXPIRED("trust-expired"),
    UNKNOWN_KEY("unknown-key"),
    COMPROMISED_KEY("compromised-key"),
    BAD_SIGNATURE("bad-signature"),
    WRONG_EPOCH("wrong-epoch"),
    DISOWNED("disowned"),
    BODY_MISMATCH("body-mismatch"),
    ROLLBACK("rollback"),
    TRUST_ROLLBACK("trust-rollback"),
    CONTRADICTION("contradiction"),
    GAP("gap"),
    VERSION_MISMATCH("version-mismatch"),
    LIST_VANISHED("list-vanished"),
    ROOT_MISMATCH("root-mismatch");

    private final String wireName;

    Distrust(String wireName) {
        this.wireName = wireName;
    }

    /// The name in metrics, logs and on the command line.
    public String wireName() {
        return wireName;
    }
}
