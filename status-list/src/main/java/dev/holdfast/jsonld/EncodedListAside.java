package dev.holdfast.jsonld;

import com.apicatalog.rdf.api.RdfConsumerException;
import com.apicatalog.rdf.api.RdfQuadConsumer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The one long text of a status list credential, `credentialSubject.encodedList`, while the document becomes RDF.
/// Expansion copies every text many times over, and looks into none. So a short text stands in for the long one until
/// there are quads, and the long one is back in its place before any quad is hashed, ordered or written: what is
/// canonicalised is the dataset of the document itself.
final class EncodedListAside {
    private static final String SUBJECT = "credentialSubject";
    private static final String LIST = "encodedList";

    private final String text;
    private final String standIn;
    private int putBack;

    private EncodedListAside(String text) {
        this.text = text;
        this.standIn = "u"
                + StrictJson.base64Url(
                        Hash.of(text.getBytes(StandardCharsets.UTF_8)).toArray());
    }

    /// A document without its long text, and the way to put it back.
    ///
    /// @param aside null where there is nothing to put back
    record Shortened(ObjectNode document, @Nullable EncodedListAside aside) {
        /// Takes quads of the shortened document and hands on those of the whole one.
        RdfQuadConsumer whole(RdfQuadConsumer quads) {
            return aside == null ? quads : aside.new PuttingBack(quads);
        }

        /// Refuses a document whose list did not come out as one literal. To be asked when all quads are through.
        void requireWhole() throws Malformed {
            if (aside != null && aside.putBack != 1) {
                throw new Malformed("encodedList is not one literal of the document");
            }
        }
    }

    /// @throws Malformed if the stand-in stands somewhere in the document already, which takes malice
    static Shortened of(ObjectNode document) throws Malformed {
        JsonNode list = document.path(SUBJECT).path(LIST);
        if (!list.isTextual()) {
            return new Shortened(document, null);
        }
        EncodedListAside aside = new EncodedListAside(list.textValue());
        aside.requireAbsent(document);
        ObjectNode copy = document.deepCopy();
        ((ObjectNode) copy.get(SUBJECT)).put(LIST, aside.standIn);
        return new Shortened(copy, aside);
    }

    private void requireAbsent(JsonNode json) throws Malformed {
        if (json.isTextual() && json.textValue().equals(standIn)) {
            throw new Malformed("the document holds the hash of its own list");
        }
        for (JsonNode child : json) {
            requireAbsent(child);
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
            boolean stands = RdfQuadConsumer.isLiteral(datatype, language, direction) && object.equals(standIn);
            if (stands) {
                putBack++;
            }
            quads.quad(subject, predicate, stands ? text : object, datatype, language, direction, graph);
            return this;
        }
    }
}
