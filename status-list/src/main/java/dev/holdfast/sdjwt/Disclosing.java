package dev.holdfast.sdjwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts disclosures where their digests stand (RFC 9901, section 7.1, step 3). Used once.
final class Disclosing {
    private static final String ALGORITHM = "_sd_alg";
    private static final String SHA_256 = "sha-256";
    private static final int MAX_DEPTH = 32;

    private final Map<String, Disclosure> unused = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Disclosure> all;

    Disclosing(List<Disclosure> disclosures) {
        this.all = disclosures;
    }

    ObjectNode disclose(ObjectNode payload) throws Malformed {
        for (Disclosure disclosure : all) {
            if (unused.put(disclosure.digest(), disclosure) != null) {
                throw new Malformed("a disclosure is there twice");
            }
        }
        if (payload.has(ALGORITHM) && !StrictJson.text(payload, ALGORITHM).equals(SHA_256)) {
            throw new Malformed(ALGORITHM + " is not " + SHA_256);
        }
        ObjectNode claims = object(payload, 0);
        claims.remove(ALGORITHM);
        if (!unused.isEmpty()) {
            throw new Malformed("a disclosure belongs to no digest that the issuer signed");
        }
        return claims;
    }

    private JsonNode value(JsonNode json, int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed("the disclosures nest deeper than " + MAX_DEPTH);
        }
        return switch (json) {
            case ObjectNode object -> object(object, depth);
            case ArrayNode array -> array(array, depth);
            default -> json;
        };
    }

    private ObjectNode object(ObjectNode json, int depth) throws Malformed {
        if (json.has(Disclosure.ELEMENT)) {
            throw new Malformed("a claim has the name " + Disclosure.ELEMENT);
        }
        ObjectNode disclosed = StrictJson.object();
        for (var member : json.properties()) {
            if (!member.getKey().equals(Disclosure.DIGESTS)) {
                disclosed.set(member.getKey(), value(member.getValue(), depth + 1));
            }
        }
        if (json.has(Disclosure.DIGESTS)) {
            for (JsonNode digest : StrictJson.elements(json, Disclosure.DIGESTS, Integer.MAX_VALUE)) {
                Optional<Disclosure> disclosure = take(digest);
                if (disclosure.isPresent()) {
                    String name = disclosure
                            .get()
                            .name()
                            .orElseThrow(() -> new Malformed("a disclosure of an element stands for a claim"));
                    if (disclosed.has(name)) {
                        throw new Malformed("a disclosure has the name of a claim that is there");
                    }
                    disclosed.set(name, value(disclosure.get().value(), depth + 1));
                }
            }
        }
        return disclosed;
    }

    private ArrayNode array(ArrayNode json, int depth) throws Malformed {
        ArrayNode disclosed = json.arrayNode();
        for (JsonNode element : json) {
            if (element.isObject() && element.size() == 1 && element.has(Disclosure.ELEMENT)) {
                Optional<Disclosure> disclosure = take(element.get(Disclosure.ELEMENT));
                if (disclosure.isPresent()) {
                    if (disclosure.get().name().isPresent()) {
                        throw new Malformed("a disclosure of a claim stands for an element");
                    }
                    disclosed.add(value(disclosure.get().value(), depth + 1));
                }
            } else {
                disclosed.add(value(element, depth + 1));
            }
        }
        return disclosed;
    }

    private Optional<Disclosure> take(JsonNode digest) throws Malformed {
        if (!digest.isTextual()) {
            throw new Malformed("a digest is not a string");
        }
        if (!seen.add(digest.textValue())) {
            throw new Malformed("a digest is there twice");
        }
        return Optional.ofNullable(unused.remove(digest.textValue()));
    }
}
