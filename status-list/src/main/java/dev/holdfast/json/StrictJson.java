package dev.holdfast.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.layout.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads and writes the JSON of signed documents. Thread-safe.
public final class StrictJson {
    private static final String BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_CHARACTERS = 8 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_CHARACTERS)
                            .maxDocumentLength(MAX_CHARACTERS)
                            .maxNameLength(256)
                            .maxNumberLength(32)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// One JSON object and nothing after it.
    public static ObjectNode parseObject(byte[] utf8, String what) throws Malformed {
        try {
            if (MAPPER.readTree(utf8) instanceof ObjectNode object) {
                return object;
            }
            throw new Malformed(what + " is not a JSON object");
        } catch (IOException e) {
            throw new Malformed(what + " is not well-formed JSON", e);
        }
    }

    /// One JSON value of any kind and nothing after it.
    public static JsonNode parseValue(byte[] utf8, String what) throws Malformed {
        try {
            JsonNode value = MAPPER.readTree(utf8);
            if (value == null || value.isMissingNode()) {
                throw new Malformed(what + " is empty");
            }
            return value;
        } catch (IOException e) {
            throw new Malformed(what + " is not well-formed JSON", e);
        }
    }

    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always serialises", e);
        }
    }

    /// Refuses members that are not in `allowed`.
    public static void onlyMembers(JsonNode object, Set<String> allowed, String what) throws Malformed {
        for (var member : object.properties()) {
            if (!allowed.contains(member.getKey())) {
                throw new Malformed(what + " has a member it may not have");
            }
        }
    }

    public static String text(JsonNode object, String member) throws Malformed {
        JsonNode value = object.get(member);
        if (value == null || !value.isTextual()) {
            throw new Malformed(member + " is not a string");
        }
        return value.textValue();
    }

    public static long integer(JsonNode object, String member) throws Malformed {
        JsonNode value = object.get(member);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new Malformed(member + " is not an integer");
        }
        return value.longValue();
    }

    /// An integer in `min`…`max`.
    public static int integer(JsonNode object, String member, int min, int max) throws Malformed {
        long value = integer(object, member);
        if (value < min || value > max) {
            throw new Malformed(member + " is outside " + min + "…" + max);
        }
        return (int) value;
    }

    public static JsonNode child(JsonNode object, String member) throws Malformed {
        JsonNode value = object.get(member);
        if (value == null || !value.isObject()) {
            throw new Malformed(member + " is not an object");
        }
        return value;
    }

    /// The elements of an array member with at most `max` elements.
    public static List<JsonNode> elements(JsonNode object, String member, int max) throws Malformed {
        @Nullable JsonNode value = object.get(member);
        if (value == null || !value.isArray()) {
            throw new Malformed(member + " is not an array");
        }
        if (value.size() > max) {
            throw new Malformed(member + " has more than " + max + " elements");
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    /// base64url without padding (RFC 7515, section 2), in its one canonical form.
    public static byte[] base64Url(String text, String what) throws Malformed {
        return base64Url(text.getBytes(StandardCharsets.US_ASCII), what);
    }

    /// The same of a text in ASCII.
    public static byte[] base64Url(byte[] ascii, String what) throws Malformed {
        return base64Url(ascii, 0, ascii.length, what);
    }

    /// The same of a part of a text.
    ///
    /// @param to not within it
    public static byte[] base64Url(byte[] ascii, int from, int to, String what) throws Malformed {
        try {
            ByteBuffer decoded = Base64.getUrlDecoder().decode(ByteBuffer.wrap(ascii, from, to - from));
            byte last = to > from ? ascii[to - 1] : 0;
            if (last == '=' || !fillsUpWithZeros(to - from, last)) {
                throw new Malformed(what + " is not canonical base64url");
            }
            return decoded.array();
        } catch (IllegalArgumentException e) {
            throw new Malformed(what + " is not base64url", e);
        }
    }

    /// Whether the bits of the last character that belong to no byte are zero.
    private static boolean fillsUpWithZeros(int length, byte last) {
        int spare = switch (length % 4) {
            case 2 -> 0x0f;
            case 3 -> 0x03;
            default -> 0;
        };
        return spare == 0 || (BASE64_URL.indexOf(last) & spare) == 0;
    }

    public static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
