package dev.holdfast.format;

/// What the IETF Token Status List fixes, pinned to [#DRAFT]: names, numbers and media types, and the limits
/// that it leaves to its readers. The only place that has them.
public final class TokenStatusList {
    /// The text of the specification that is written to and read by.
    public static final String DRAFT = "draft-ietf-oauth-status-list-21";

    /// `typ` of a JWT.
    public static final String JWT_TYPE = "statuslist+jwt";

    public static final String JWT_MEDIA_TYPE = "application/statuslist+jwt";

    /// What a CWT is served as, and its header parameter 16 as well.
    public static final String CWT_MEDIA_TYPE = "application/statuslist+cwt";

    public static final String AGGREGATION_MEDIA_TYPE = "application/json";

    /// The longest JWT that is looked at, in bytes. A list of 2^20 entries that are all drawn at random from
    /// the statuses that there are takes less, and so does any list of at most four bits per entry.
    public static final int MAX_TOKEN_BYTES = 1 << 20;

    /// The longest CWT, which holds the same without base64.
    public static final int MAX_CWT_BYTES = 640 << 10;

    static final String STATUS = "status";
    static final String STATUS_LIST = "status_list";
    static final String STATUS_LISTS = "status_lists";
    static final String BITS = "bits";
    static final String LST = "lst";
    static final String AGGREGATION_URI = "aggregation_uri";
    static final String SUB = "sub";
    static final String IAT = "iat";
    static final String EXP = "exp";
    static final String TTL = "ttl";
    static final String IDX = "idx";
    static final String URI = "uri";

    /// Claim keys in a CWT (RFC 8392, and section 5.2).
    static final long CWT_SUB = 2;

    static final long CWT_EXP = 4;
    static final long CWT_IAT = 6;
    static final long CWT_STATUS_LIST = 65_533;
    static final long CWT_TTL = 65_534;
    /// In a referenced token (section 6.3).
    static final long CWT_STATUS = 65_535;

    private TokenStatusList() {}
}
