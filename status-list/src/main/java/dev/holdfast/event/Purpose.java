package dev.holdfast.event;

import dev.holdfast.list.PackedStatuses;

/// What a publication shows of a list.
public enum Purpose {
    /// Every entry's status as it is.
    STATUS(0, "status"),
    /// One bit per entry: whether it is INVALID.
    REVOCATION(1, "revocation"),
    /// One bit per entry: whether it is SUSPENDED.
    SUSPENSION(2, "suspension");

    private final int code;
    private final String wireName;

    Purpose(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /// The number in hashed layouts.
    public int code() {
        return code;
    }

    /// The name in JSON, in keys of records and, for bits, in `statusPurpose`.
    public String wireName() {
        return wireName;
    }

    /// What is left of a list's statuses: the statuses themselves, or one bit per entry.
    public PackedStatuses of(PackedStatuses statuses) {
        return switch (this) {
            case STATUS -> statuses;
            case REVOCATION -> statuses.plane(Status.INVALID);
            case SUSPENSION -> statuses.plane(Status.SUSPENDED);
        };
    }

    /// @throws IllegalArgumentException for a name this version does not know
    public static Purpose named(String wireName) {
        for (Purpose purpose : values()) {
            if (purpose.wireName.equals(wireName)) {
                return purpose;
            }
        }
        throw new IllegalArgumentException("unknown purpose of a publication");
    }

    /// @throws IllegalArgumentException for a number this version does not know
    public static Purpose coded(int code) {
        for (Purpose purpose : values()) {
            if (purpose.code == code) {
                return purpose;
            }
        }
        throw new IllegalArgumentException("unknown purpose of a publication " + code);
    }
}
