package dev.holdfast.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.layout.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/// Moments in signed documents: as text, the `dateTimeStamp` of XML Schema 1.1, with seconds and a time zone always; as
/// a number, the NumericDate of RFC 7519, whole seconds only. None is later than the year 9999.
public final class Timestamps {
    private static final long MAX_SECONDS = 253_402_300_799L;
    private static final Pattern SHAPE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private Timestamps() {}

    public static Instant parse(String text, String what) throws Malformed {
        if (!SHAPE.matcher(text).matches()) {
            throw new Malformed(what + " is not a dateTimeStamp");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Malformed(what + " is not a dateTimeStamp", e);
        }
    }

    /// A NumericDate from 1970 on; empty if there is no such member.
    public static Optional<Instant> numericDate(JsonNode json, String member) throws Malformed {
        if (!json.has(member)) {
            return Optional.empty();
        }
        long seconds = StrictJson.integer(json, member);
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new Malformed(member + " is not a number of seconds up to the year 9999");
        }
        return Optional.of(Instant.ofEpochSecond(seconds));
    }
}
