package dev.holdfast.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.layout.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
            return time(text);
        } catch (DateTimeException e) {
            throw new Malformed(what + " is not a dateTimeStamp", e);
        }
    }

    /// By its places, which the shape has fixed: a formatter takes ten times as long.
    private static Instant time(String text) {
        int zone = text.endsWith("Z") ? text.length() - 1 : text.length() - 6;
        String fraction = zone > 20 ? text.substring(20, zone) : "";
        return OffsetDateTime.of(
                        digits(text, 0, 4),
                        digits(text, 5, 7),
                        digits(text, 8, 10),
                        digits(text, 11, 13),
                        digits(text, 14, 16),
                        digits(text, 17, 19),
                        Integer.parseInt(fraction + "0".repeat(9 - fraction.length())),
                        ZoneOffset.of(text.substring(zone)))
                .toInstant();
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
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
