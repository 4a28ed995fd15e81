package dev.holdfast.jsonld;

import com.apicatalog.jsonld.JsonLd;
import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.JsonLdOptions.ProcessingPolicy;
import com.apicatalog.jsonld.document.JsonDocument;
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
import jakarta.json.JsonArray;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/// RDF Dataset Canonicalization 1.0 of a JSON-LD document, as canonical N-Quads, with the hash that goes with the key
/// ([DataIntegrity#digestFor]). Whatever would be lost
/// on the way, or could be said in two ways that a JSON reader tells apart, is refused. Thread-safe.
public final class RdfCanonicalization implements Canonicalization {
    /// How often two blank nodes that look alike may be compared, which in the worst case grows like a factorial.
    private static final int MAX_COMPARISONS = 2_000;

    private final PinnedContextLoader loader;

    /// @param contexts all that exist; nothing is fetched
    public RdfCanonicalization(Contexts contexts) {
        this.loader = new PinnedContextLoader(contexts);
    }

    @Override
    public byte[] canonicalize(ObjectNode document, Algorithm algorithm) throws Malformed {
        LosslessJsonLd.requirePlain(document);
        EncodedListAside aside = EncodedListAside.of(document);
        try {
            JsonLdOptions options = options();
            JsonArray expanded =
                    JsonLd.expand(parse(aside.shortened())).options(options).get();
            LosslessJsonLd.requireWhole(expanded);
            RdfCanon canon = RdfCanon.create(DataIntegrity.digestFor(algorithm), new Comparisons());
            JsonLd.toRdf(JsonDocument.of(expanded)).options(options).provide(aside.whole(canon));
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

    private JsonLdOptions options() {
        JsonLdOptions options = new JsonLdOptions(loader);
        options.setUndefinedTermsPolicy(ProcessingPolicy.Fail);
        options.setOrdered(false);
        return options;
    }

    private static JsonDocument parse(ObjectNode document) throws JsonLdError {
        return JsonDocument.of(new ByteArrayInputStream(StrictJson.write(document)));
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
