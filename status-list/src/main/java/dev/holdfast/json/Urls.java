package dev.holdfast.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.layout.Malformed;
import java.util.regex.Pattern;

/// Absolute URLs: a scheme and printable ASCII, at most 2,048 characters. They are compared character for character
/// and never followed, so nothing more is asked of them.
public final class Urls {
    private static final int MAX_LENGTH = 2048;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+");

    private Urls() {}

    public static boolean isAbsolute(String text) {
        return text.length() <= MAX_LENGTH && SHAPE.matcher(text).matches();
    }

    /// A member that is an absolute URL.
    public static String absolute(JsonNode json, String member) throws Malformed {
        String text = StrictJson.text(json, member);
        if (!isAbsolute(text)) {
            throw new Malformed(member + " is not an absolute URL");
        }
        return text;
    }
}
