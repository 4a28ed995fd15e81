package dev.holdfast.sdjwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One disclosure (RFC 9901, section 4.2): a salt, a name unless it is an element of an array, and a value.
///
/// @param digest SHA-256 of the disclosure as it was written, base64url
public record Disclosure(String digest, Optional<String> name, JsonNode value) {
    static final String DIGESTS = "_sd";
    static final String ELEMENT = "...";

    static Disclosure read(String encoded) throws Malformed {
        JsonNode json = StrictJson.parseValue(StrictJson.base64Url(encoded, "a disclosure"), "a disclosure");
        if (!json.isArray()
                || json.size() < 2
                || json.size() > 3
                || !json.get(0).isTextual()) {
            throw new Malformed("a disclosure is no array of salt, name and value");
        }
        Optional<String> name = Optional.empty();
        if (json.size() == 3) {
            String text = json.get(1).textValue();
            if (text == null || text.equals(DIGESTS) || text.equals(ELEMENT)) {
                throw new Malformed("the name in a disclosure is none that a claim may have");
            }
            name = Optional.of(text);
        }
        Hash digest = Hash.of(encoded.getBytes(StandardCharsets.US_ASCII));
        return new Disclosure(StrictJson.base64Url(digest.toArray()), name, json.get(json.size() - 1));
    }
}
