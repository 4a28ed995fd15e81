package dev.holdfast.jsonld;

import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.context.ActiveContext;
import com.apicatalog.jsonld.processor.ProcessingRuntime;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// What the terms at the top of a document mean, by the contexts that it names. Contexts are pinned, so that is
/// worked out once for each sequence of them and kept: it is a large part of a canonicalisation. Titanium changes an
/// active context only while it builds it, so threads may share one. Thread-safe.
final class ActiveContexts {
    /// Whoever writes a document chooses the sequence: only so many are kept.
    private static final int MAX_KEPT = 64;

    private final Contexts contexts;
    private final JsonLdOptions options;
    private final ConcurrentMap<List<String>, ActiveContext> kept = new ConcurrentHashMap<>();

    /// @param options of all processing; not to be changed any more
    ActiveContexts(Contexts contexts, JsonLdOptions options) {
        this.contexts = contexts;
        this.options = options;
    }

    /// The active context that a document begins with; without any named, the empty one.
    ///
    /// @throws Malformed for a context that is unknown, inlined, or not said at the top
    ActiveContext of(ObjectNode document) throws Malformed, JsonLdError {
        contexts.requireKnown(document);
        List<String> urls = new ArrayList<>();
        for (JsonNode url : StrictJson.elements(document, "@context", Contexts.MAX_OF_A_DOCUMENT)) {
            urls.add(url.textValue());
        }
        @Nullable ActiveContext before = kept.get(urls);
        if (before != null) {
            return before;
        }
        JsonArray named = Json.createArrayBuilder(urls).build();
        ActiveContext made = new ActiveContext(null, null, ProcessingRuntime.of(options))
                .newContext()
                .create(named, null);
        if (kept.size() < MAX_KEPT) {
            kept.put(List.copyOf(urls), made);
        }
        return made;
    }
}
