package dev.holdfast.vc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Timestamps;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Verifiable Credential as it states itself (VC Data Model 2.0, section 4), read and not judged.
///
/// @param json all of it, not to be changed
/// @param types with `VerifiableCredential` among them
/// @param issuer URL of the issuer, whether `issuer` is the URL itself or an object with an `id`
public record VcDocument(
        ObjectNode json,
        Optional<String> id,
        List<String> types,
        String issuer,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil) {
    public static final String TYPE = "VerifiableCredential";

    private static final int MAX_TYPES = 32;

    public static VcDocument read(ObjectNode json) throws Malformed {
        requireContext(json);
        List<String> types = texts(json, "type", MAX_TYPES);
        if (!types.contains(TYPE)) {
            throw new Malformed("type lacks " + TYPE);
        }
        requireSubject(json);
        VcDocument document = new VcDocument(
                json,
                json.has("id") ? Optional.of(Urls.absolute(json, "id")) : Optional.empty(),
                types,
                readIssuer(json),
                time(json, "validFrom"),
                time(json, "validUntil"));
        if (document.validFrom.isPresent()
                && document.validUntil.isPresent()
                && document.validUntil.get().isBefore(document.validFrom.get())) {
            throw new Malformed("validUntil is before validFrom");
        }
        return document;
    }

    /// One string or an array of at least one.
    public static List<String> texts(JsonNode json, String member, int max) throws Malformed {
        JsonNode value = json.get(member);
        if (value == null || !value.isArray()) {
            return List.of(StrictJson.text(json, member));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : StrictJson.elements(json, member, max)) {
            if (!element.isTextual()) {
                throw new Malformed(member + " is neither a string nor an array of strings");
            }
            texts.add(element.textValue());
        }
        if (texts.isEmpty()) {
            throw new Malformed(member + " is an empty array");
        }
        return List.copyOf(texts);
    }

    private static void requireContext(JsonNode json) throws Malformed {
        List<JsonNode> contexts = StrictJson.elements(json, "@context", 16);
        if (contexts.isEmpty()
                || !Contexts.CREDENTIALS_V2.equals(contexts.getFirst().textValue())) {
            throw new Malformed("@context does not begin with " + Contexts.CREDENTIALS_V2);
        }
        for (JsonNode context : contexts) {
            if (!context.isTextual() && !context.isObject()) {
                throw new Malformed("@context holds neither a URL nor an object");
            }
        }
    }

    private static void requireSubject(JsonNode json) throws Malformed {
        JsonNode subject = json.path("credentialSubject");
        boolean good = subject.isObject() || (subject.isArray() && !subject.isEmpty());
        if (subject.isArray()) {
            for (JsonNode element : subject) {
                good &= element.isObject();
            }
        }
        if (!good) {
            throw new Malformed("credentialSubject is neither an object nor an array of objects");
        }
    }

    private static String readIssuer(JsonNode json) throws Malformed {
        JsonNode issuer = json.get("issuer");
        if (issuer != null && issuer.isObject()) {
            String id = StrictJson.text(issuer, "id");
            if (!Urls.isAbsolute(id)) {
                throw new Malformed("issuer.id is not an absolute URL");
            }
            return id;
        }
        return Urls.absolute(json, "issuer");
    }

    private static Optional<Instant> time(JsonNode json, String member) throws Malformed {
        return json.has(member)
                ? Optional.of(Timestamps.parse(StrictJson.text(json, member), member))
                : Optional.empty();
    }
}
