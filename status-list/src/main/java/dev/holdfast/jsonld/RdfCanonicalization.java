package dev.holdfast.jsonld;

import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.JsonLdOptions.ProcessingPolicy;
import com.apicatalog.jsonld.context.ActiveContext;
import com.apicatalog.jsonld.expansion.Expansion;
import com.apicatalog.jsonld.json.JsonUtils;
import com.apicatalog.jsonld.processor.ToRdfProcessor;
import com.apicatalog.rdf.api.RdfConsumerException;
import com.apicatalog.rdf.canon.RdfCanon;
import com.apicatalog.rdf.canon.RdfCanonTicker;
import com.apicatalog.rdf.nquads.NQuadsWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.Canonicalization;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// RDF Dataset Canonicalization 1.0 of a JSON-LD document, as canonical N-Quads, with the hash that goes with the
/// key ([DataIntegrity#digestFor]). Whatever would be lost on the way, or could be said in two ways that a JSON reader
/// tells apart, is refused. Thread-safe.
public final class RdfCanonicalization implements Canonicalization {
    /// How often two blank nodes that look alike may be compared, which in the worst case grows like a factorial.
    private static final int MAX_COMPARISONS = 2_000;

    /// Json.createReader would look for a provider each time.
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    private final JsonLdOptions options;
    private final ActiveContexts begin;

    /// @param contexts all that exist; nothing is fetched
    public RdfCanonicalization(Contexts contexts) {
        options = new JsonLdOptions(new PinnedContextLoader(contexts));
        options.setUndefinedTermsPolicy(ProcessingPolicy.Fail);
        options.setOrdered(false);
        // Titanium's own is not for several threads.
        options.setContextCache(null);
        begin = new ActiveContexts(contexts, options);
    }

    @Override
    public byte[] canonicalize(ObjectNode document, Algorithm algorithm) throws Malformed {
        LosslessJsonLd.requirePlain(document);
        EncodedListAside aside = EncodedListAside.of(document);
        try {
            JsonArray expanded = expand(aside.shortened());
            LosslessJsonLd.requireWhole(expanded);
            RdfCanon canon = RdfCanon.create(DataIntegrity.digestFor(algorithm), new Comparisons());
            ToRdfProcessor.toRdf(aside.whole(canon), expanded, options);
            aside.requireWhole();
            StringWriter quads = new StringWriter();
            canon.provide(new NQuadsWriter(quads));
            return quads.toString().getBytes(StandardCharsets.UTF_8);
        } catch (JsonLdError e) {
            throw new Malformed("the document is not JSON-LD with known terms: " + e.getCode(), e);
        } catch (RdfConsumerException e) {
            throw new Malformed("the document is not RDF", e);
        } catch (TooManyComparisons e) {
            throw new Malformed("the document takes too long to bring into canonical form", e);
        }
    }

    /// Expansion of a document (JSON-LD 1.1 API, section 5.1), less the contexts at its top, which are known.
    private JsonArray expand(ObjectNode document) throws JsonLdError, Malformed {
        ActiveContext context = begin.of(document);
        ObjectNode rest = document.deepCopy();
        rest.remove("@context");
        JsonValue expanded = Expansion.with(context, parse(rest), null, null)
                .ordered(options.isOrdered())
                .compute();
        return JsonUtils.isNull(expanded) ? JsonValue.EMPTY_JSON_ARRAY : JsonUtils.toJsonArray(expanded);
    }

    private static JsonObject parse(ObjectNode document) {
        try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(StrictJson.write(document)))) {
            return reader.readObject();
        }
    }

    /// Counts instead of looking at a clock: what is refused once is refused always.
    private static final class Comparisons implements RdfCanonTicker {
        private int left = MAX_COMPARISONS;

        @Override
        public void tick() {
            if (--left < 0) {
                throw new TooManyComparisons();
            }
        }
    }

    private static final class TooManyComparisons extends IllegalStateException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        TooManyComparisons() {
            super("more than " + MAX_COMPARISONS + " comparisons");
        }
    }
}
