package dev.holdfast.json;

import dev.holdfast.layout.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/// Moments as text: `dateTimeStamp` of XML Schema 1.1, with seconds and a time zone always, in the years 0000 to 9999.
public final class Timestamps {
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
}
