package dev.holdfast.jsonld;

import com.apicatalog.jsonld.uri.UriUtils;
import com.apicatalog.jsonld.uri.UriValidationPolicy;
import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.layout.Malformed;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Sees to it that a proof over RDF covers the JSON that is read. JSON-LD drops what it has no term for, and lets the
/// same triples be written in many ways: a member under its full IRI, or moved to another object with the same id, is
/// the same RDF and other JSON. A credential could so be stripped of its `credentialStatus` with its proof intact.
final class LosslessJsonLd {
    /// Keywords that a credential may use in its text (VC Data Model 2.0, section 11.1); `id` and `type` are terms.
    private static final Set<String> KEYWORDS = Set.of("@context", "@value", "@language");

    /// Of an expanded document, what becomes a part of its quads.
    private static final Set<String> OF_AN_OBJECT = Set.of("@id", "@type", "@graph", "@list");

    private static final Set<String> OF_A_VALUE = Set.of("@value", "@type", "@language");

    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");
    private static final Pattern ABSOLUTE_IRI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.+");

    private final Set<String> described = new HashSet<>();

    private LosslessJsonLd() {}

    /// Refuses members that are no terms, and values that RDF has no place for.
    static void requirePlain(JsonNode json) throws Malformed {
        if (json.isNull() || (json.isArray() && json.isEmpty())) {
            throw new Malformed("RDF has no place for null and empty arrays");
        }
        for (JsonNode child : json) {
            requirePlain(child);
        }
        for (var member : json.properties()) {
            String name = member.getKey();
            if (name.startsWith("@") ? !KEYWORDS.contains(name) : name.indexOf(':') >= 0) {
                throw new Malformed("a member of the document is not named by a term");
            }
        }
    }

    /// Refuses an expanded document of which a part would not become RDF, or one object is described in two places.
    static void requireWhole(JsonArray expanded) throws Malformed {
        if (expanded.size() != 1 || (expanded.getFirst() instanceof JsonObject top && top.containsKey("@graph"))) {
            throw new Malformed("the document is not one object");
        }
        new LosslessJsonLd().walk(expanded);
    }

    private void walk(JsonValue value) throws Malformed {
        switch (value.getValueType()) {
            case ARRAY -> {
                for (JsonValue element : value.asJsonArray()) {
                    walk(element);
                }
            }
            case OBJECT -> walkObject(value.asJsonObject());
            case STRING, NUMBER, TRUE, FALSE, NULL -> {}
        }
    }

    private void walkObject(JsonObject object) throws Malformed {
        if (object.containsKey("@value")) {
            requireNamed(object, OF_A_VALUE);
            requireLanguage(object);
            return;
        }
        if (object.get("@id") instanceof JsonString id) {
            requireIri(id.getString());
            if (object.size() > 1 && !described.add(id.getString())) {
                throw new Malformed("two objects of the document have one id");
            }
        }
        if (object.get("@type") instanceof JsonArray types) {
            for (JsonValue type : types) {
                requireIri(type instanceof JsonString text ? text.getString() : "");
            }
        }
        requireNamed(object, OF_AN_OBJECT);
        for (JsonValue member : object.values()) {
            walk(member);
        }
    }

    /// Under whatever name a context let it be written: a member that becomes no part of a quad is not covered.
    private static void requireNamed(JsonObject object, Set<String> keywords) throws Malformed {
        for (String name : object.keySet()) {
            if (!keywords.contains(name)) {
                requireIri(name);
            }
        }
    }

    /// Titanium drops whatever hangs on a name that is none, and only logs that it does.
    private static void requireIri(String iri) throws Malformed {
        if (!ABSOLUTE_IRI.matcher(iri).matches() || UriUtils.isNotAbsoluteUri(iri, UriValidationPolicy.Full)) {
            throw new Malformed("a name in the document is neither an IRI nor a known term");
        }
    }

    private static void requireLanguage(JsonObject value) throws Malformed {
        if (value.get("@language") instanceof JsonString language
                && !LANGUAGE.matcher(language.getString()).matches()) {
            throw new Malformed("@language is not a language");
        }
    }
}
