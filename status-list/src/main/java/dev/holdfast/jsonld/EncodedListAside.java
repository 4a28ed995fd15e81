package dev.holdfast.jsonld;

import com.apicatalog.rdf.api.RdfConsumerException;
import com.apicatalog.rdf.api.RdfQuadConsumer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The long texts of a status list credential, `encodedList` of its subject or subjects, while the document becomes
/// RDF. Expansion copies every text many times over, and looks into none. So a short text stands in for each long one
/// until there are quads, and the long one is back in its place before any quad is hashed, ordered or written: what
/// is canonicalised is the dataset of the document itself.
final class EncodedListAside {
    private static final String SUBJECT = "credentialSubject";
    private static final String LIST = "encodedList";

    private final ObjectNode document;
    private final Map<String, String> textByStandIn = new HashMap<>();
    private int setAside;
    private int putBack;

    private EncodedListAside(ObjectNode document) {
        this.document = document;
    }

    /// @throws Malformed if a stand-in stands somewhere in the document already, which takes malice
    static EncodedListAside of(ObjectNode document) throws Malformed {
        ObjectNode copy = document.deepCopy();
        EncodedListAside aside = new EncodedListAside(copy);
        JsonNode subject = copy.path(SUBJECT);
        for (JsonNode one : subject.isArray() ? subject : List.of(subject)) {
            if (one instanceof ObjectNode object && object.path(LIST).isTextual()) {
                aside.shorten(object);
            }
        }
        aside.requireAbsent(document);
        return aside;
    }

    private void shorten(ObjectNode subject) {
        String text = subject.path(LIST).textValue();
        String standIn = "u"
                + StrictJson.base64Url(
                        Hash.of(text.getBytes(StandardCharsets.UTF_8)).toArray());
        subject.put(LIST, standIn);
        textByStandIn.put(standIn, text);
        setAside++;
    }

    private void requireAbsent(JsonNode json) throws Malformed {
        if (json.isTextual() && textByStandIn.containsKey(json.textValue())) {
            throw new Malformed("the document holds the hash of its own list");
        }
        for (JsonNode child : json) {
            requireAbsent(child);
        }
    }

    /// The document without its long texts.
    ObjectNode shortened() {
        return document;
    }

    /// Takes quads of the shortened document and hands on those of the whole one.
    RdfQuadConsumer whole(RdfQuadConsumer quads) {
        return new PuttingBack(quads);
    }

    /// Refuses a document in which a list did not come out as one literal. To be asked when all quads are through.
    void requireWhole() throws Malformed {
        if (putBack != setAside) {
            throw new Malformed("encodedList is not one literal of the document");
        }
    }

    /// Between JSON-LD and the canonical form.
    private final class PuttingBack implements RdfQuadConsumer {
        private final RdfQuadConsumer quads;

        PuttingBack(RdfQuadConsumer quads) {
            this.quads = quads;
        }

        @Override
        public RdfQuadConsumer quad(
                String subject,
                String predicate,
                String object,
                @Nullable String datatype,
                @Nullable String language,
                @Nullable String direction,
                @Nullable String graph)
                throws RdfConsumerException {
            String text = RdfQuadConsumer.isLiteral(datatype, language, direction) ? textByStandIn.get(object) : null;
            if (text != null) {
                putBack++;
            }
            quads.quad(subject, predicate, text == null ? object : text, datatype, language, direction, graph);
            return this;
        }
    }
}
