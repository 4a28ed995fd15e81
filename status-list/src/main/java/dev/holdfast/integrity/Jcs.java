package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.layout.Malformed;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// The JSON Canonicalization Scheme (RFC 8785): no space, members in the order of their UTF-16 code units, strings and
/// numbers as ECMAScript writes them. What two different documents would share a form for is refused: half a surrogate
/// pair, and integers that a double does not hold exactly. The parser has bounded the depth.
public final class Jcs {
    private static final char FIRST_PRINTABLE = ' ';

    private final StringBuilder out = new StringBuilder();

    private Jcs() {}

    /// The canonical form, in UTF-8.
    ///
    /// @throws Malformed if the JSON has none
    public static byte[] canonicalize(JsonNode json) throws Malformed {
        Jcs canonical = new Jcs();
        canonical.write(json);
        return canonical.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonNode json) throws Malformed {
        switch (json.getNodeType()) {
            case OBJECT -> writeObject(json);
            case ARRAY -> writeArray(json);
            case STRING -> writeString(json.textValue());
            case NUMBER -> out.append(EcmaNumber.write(exactDouble(json)));
            case BOOLEAN, NULL -> out.append(json.asText());
            case BINARY, MISSING, POJO -> throw new Malformed("not JSON: " + json.getNodeType());
        }
    }

    private void writeObject(JsonNode object) throws Malformed {
        // The natural order of strings is that of their UTF-16 code units (RFC 8785, section 3.2.3).
        Map<String, JsonNode> ordered = new TreeMap<>();
        object.properties().forEach(member -> ordered.put(member.getKey(), member.getValue()));
        char before = '{';
        for (var member : ordered.entrySet()) {
            out.append(before);
            writeString(member.getKey());
            out.append(':');
            write(member.getValue());
            before = ',';
        }
        out.append(ordered.isEmpty() ? "{}" : "}");
    }

    private void writeArray(JsonNode array) throws Malformed {
        char before = '[';
        for (JsonNode element : array) {
            out.append(before);
            write(element);
            before = ',';
        }
        out.append(array.isEmpty() ? "[]" : "]");
    }

    /// Runs of what stands for itself are taken over whole: a status list is one long string.
    private void writeString(String text) throws Malformed {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                requirePair(text, i);
                i++;
            } else if (unit < FIRST_PRINTABLE || unit == '"' || unit == '\\') {
                out.append(text, from, i);
                writeEscaped(unit);
                from = i + 1;
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private static void requirePair(String text, int at) throws Malformed {
        if (at + 1 == text.length() || !Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))) {
            throw new Malformed("the JSON holds half a surrogate pair");
        }
    }

    private void writeEscaped(char unit) {
        switch (unit) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default ->
                out.append("\\u00").append(Character.forDigit(unit >> 4, 16)).append(Character.forDigit(unit & 15, 16));
        }
    }

    private static double exactDouble(JsonNode number) throws Malformed {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new Malformed("the JSON holds a number beyond the range of a double");
        }
        if (number.isIntegralNumber()
                && new BigDecimal(value).compareTo(new BigDecimal(number.bigIntegerValue())) != 0) {
            throw new Malformed("the JSON holds an integer that a double does not hold exactly");
        }
        return value;
    }
}
