package dev.holdfast.jsonld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.TestContexts;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents that would be signed as RDF and read as JSON, and of which the two would not be the same.
class LosslessJsonLdTest {
    private static final RdfCanonicalization RDF = new RdfCanonicalization(Contexts.bundled());
    private static final String NO_TERM = "a member of the document is not named by a term";
    private static final String NO_PLACE = "RDF has no place for null and empty arrays";
    private static final String NO_IRI = "a name in the document is neither an IRI nor a known term";
    private static final String UNDEFINED = "the document is not JSON-LD with known terms: UNDEFINED_TERM";

    static Stream<Arguments> documents() {
        return Stream.of(
                // The attack that matters: the same triples, and no credentialStatus for a reader of JSON.
                hostile(
                        "the status under its full IRI",
                        doc -> doc.set(
                                "https://www.w3.org/2018/credentials#credentialStatus", doc.remove("credentialStatus")),
                        NO_TERM),
                hostile(
                        "the status moved to another object with the id of the credential",
                        doc -> {
                            ObjectNode self = ((ObjectNode) doc.get("credentialSubject")).putObject("evidence");
                            self.put("id", doc.get("id").textValue()).put("type", "VerifiableCredential");
                            self.set("credentialStatus", doc.remove("credentialStatus"));
                            doc.set("evidence", ((ObjectNode) doc.get("credentialSubject")).remove("evidence"));
                        },
                        "two objects of the document have one id"),
                hostile("a keyword for a term", doc -> doc.set("@id", doc.remove("id")), NO_TERM),
                hostile("an included object", doc -> doc.putArray("@included").addObject(), NO_TERM),
                hostile("a reversed member", doc -> doc.putObject("@reverse"), NO_TERM),
                hostile("a graph", doc -> doc.putArray("@graph").addObject(), NO_TERM),
                hostile("what looks like a keyword", doc -> doc.put("@status", "1"), NO_TERM),
                hostile("a compact IRI", doc -> doc.put("schema:name", "1"), NO_TERM),
                // A name that is no IRI takes all that is said of it out of the RDF.
                hostile("an id with a blank", doc -> doc.put("id", "https://a.example/a b"), NO_IRI),
                hostile(
                        "an id of the subject with a bracket",
                        doc -> ((ObjectNode) doc.get("credentialSubject")).put("id", "https://a.example/{b"),
                        NO_IRI),
                hostile(
                        "a datatype with a blank",
                        doc -> doc.putObject("name").put("@value", "A").put("type", "https://a.example/a b"),
                        "the document is not JSON-LD with known terms: INVALID_TYPED_VALUE"),
                hostile("nothing but an id", doc -> doc.retain("@context", "id"), "the document is not one object"),
                hostile("nothing at all", doc -> doc.retain("@context"), "the document is not one object"),
                hostile("null", doc -> doc.putNull("name"), NO_PLACE),
                hostile("an empty array", doc -> doc.putArray("evidence"), NO_PLACE),
                hostile("a term that no context defines", doc -> doc.put("nickname", "1"), UNDEFINED),
                hostile(
                        "a term of another type",
                        doc -> ((ObjectNode) doc.get("credentialSubject")).put("encodedList", "u"),
                        UNDEFINED),
                hostile(
                        "a type that no context defines",
                        doc -> ((ArrayNode) doc.get("type")).add("AlumniCredential"),
                        "a name in the document is neither an IRI nor a known term"),
                hostile(
                        "a relative id",
                        doc -> doc.put("id", "credentials/1"),
                        "a name in the document is neither an IRI nor a known term"),
                hostile(
                        "a name for a node that has none",
                        doc -> doc.put("id", "_:b0"),
                        "a name in the document is neither an IRI nor a known term"),
                hostile(
                        "a language that is none",
                        doc -> doc.putObject("name").put("@value", "x").put("@language", "not a language"),
                        null),
                hostile(
                        "a direction, which RDF would drop",
                        doc -> doc.putObject("name").put("@value", "x").put("@direction", "rtl"),
                        NO_TERM));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    @Conformance({"DI-7", "DI-11", "BSL-45"})
    void a_document_is_refused_of_which_a_proof_would_not_cover_what_is_read(
            String what, Consumer<ObjectNode> change, String message) throws Malformed {
        ObjectNode document = document();
        assertThat(RDF.canonicalize(document, Algorithm.EDDSA)).isNotEmpty();
        change.accept(document);
        assertThatThrownBy(() -> RDF.canonicalize(document, Algorithm.EDDSA))
                .as(document.toString())
                .isInstanceOf(Malformed.class)
                .satisfies(refused -> {
                    if (message != null) {
                        assertThat(refused).hasMessage(message);
                    }
                });
    }

    @Test
    @Conformance("DI-11")
    void an_unknown_context_is_not_fetched() throws Malformed {
        ObjectNode document = document();
        ((ArrayNode) document.get("@context")).add("http://127.0.0.1:1/context");
        assertThatThrownBy(() -> RDF.canonicalize(document, Algorithm.EDDSA))
                .isInstanceOf(Malformed.class)
                .hasMessage("@context names a context that is not known here");
    }

    @Test
    @Conformance("DI-11")
    void a_context_that_a_known_one_imports_is_not_fetched() throws Malformed {
        byte[] importing = """
                {"@context":{"@import":"http://127.0.0.1:1/context"}}""".getBytes(StandardCharsets.UTF_8);
        Contexts contexts = Contexts.bundled().with("urn:importing", importing, Hash.of(importing));
        ObjectNode document = document();
        ((ArrayNode) document.get("@context")).add("urn:importing");
        assertThatThrownBy(() -> new RdfCanonicalization(contexts).canonicalize(document, Algorithm.EDDSA))
                .isInstanceOf(Malformed.class)
                .hasMessage("the document is not JSON-LD with known terms: LOADING_REMOTE_CONTEXT_FAILED");
    }

    /// Contexts of one's own may make a name of anything, and another word of a keyword.
    @ParameterizedTest
    @CsvSource({
        "'{\"@vocab\":\"https://a.example/#\"}', a b, 1",
        "'{\"note\":\"@index\"}', note, 1",
        "'{\"also\":\"@included\"}', also, {}",
    })
    @Conformance({"DI-7", "DI-11"})
    void a_member_that_becomes_no_quad_is_refused_under_whatever_name(String context, String name, String value)
            throws Malformed {
        byte[] own = ("{\"@context\":" + context + "}").getBytes(StandardCharsets.UTF_8);
        RdfCanonicalization rdf = new RdfCanonicalization(Contexts.bundled().with("urn:own", own, Hash.of(own)));
        ObjectNode document = document();
        ((ArrayNode) document.get("@context")).add("urn:own");
        assertThat(rdf.canonicalize(document, Algorithm.EDDSA)).isNotEmpty();
        if (value.equals("{}")) {
            document.putObject(name).put("id", "urn:uuid:9").put("type", "VerifiableCredential");
        } else {
            document.put(name, value);
        }
        assertThatThrownBy(() -> rdf.canonicalize(document, Algorithm.EDDSA))
                .isInstanceOf(Malformed.class)
                .hasMessage(NO_IRI);
    }

    @Test
    @Conformance("DI-11")
    void what_contexts_mean_depends_on_which_and_in_what_order() throws Malformed {
        byte[] one = context("https://one.example/nickname");
        byte[] other = context("https://other.example/nickname");
        RdfCanonicalization rdf = new RdfCanonicalization(
                Contexts.bundled().with("urn:one", one, Hash.of(one)).with("urn:other", other, Hash.of(other)));
        // More sequences than are kept, and each asked for twice.
        for (int twice = 0; twice < 2; twice++) {
            for (int sequence = 0; sequence < 128; sequence++) {
                ObjectNode document = document();
                document.put("nickname", "Al");
                for (int bit = 0; bit < 7; bit++) {
                    ((ArrayNode) document.get("@context")).add((sequence >> bit & 1) == 0 ? "urn:one" : "urn:other");
                }
                String last = sequence >> 6 == 0 ? "one" : "other";
                assertThat(new String(rdf.canonicalize(document, Algorithm.EDDSA), StandardCharsets.UTF_8))
                        .contains("<https://" + last + ".example/nickname> \"Al\" .\n");
            }
        }
    }

    @Test
    @Conformance("DI-7")
    void threads_that_share_a_canonicalization_get_what_one_alone_gets() throws Exception {
        ObjectNode bare = document();
        bare.remove("credentialStatus");
        List<ObjectNode> documents = List.of(document(), bare);
        List<byte[]> alone = List.of(
                new RdfCanonicalization(Contexts.bundled()).canonicalize(documents.get(0), Algorithm.EDDSA),
                new RdfCanonicalization(Contexts.bundled()).canonicalize(documents.get(1), Algorithm.EDDSA));
        RdfCanonicalization shared = new RdfCanonicalization(Contexts.bundled());
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                ObjectNode document = documents.get(i % 2);
                results.add(threads.submit(() -> shared.canonicalize(document, Algorithm.EDDSA)));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(alone.get(i % 2));
            }
        }
    }

    private static byte[] context(String nickname) {
        return ("{\"@context\":{\"nickname\":\"" + nickname + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Conformance("DI-7")
    void strings_are_escaped_as_canonical_n_quads_demand() throws Malformed {
        ObjectNode document = document();
        document.put("name", "\"\\\b\t\n\u000b\f\r\u0000\u001f\u007f\u0080\u20ac\ud83d\ude02");
        assertThat(new String(RDF.canonicalize(document, Algorithm.EDDSA), StandardCharsets.UTF_8))
                .contains("<https://schema.org/name> \"\\\"\\\\\\b\\t\\n\\u000B\\f\\r\\u0000\\u001F\\u007F"
                        + "\u0080\u20ac\ud83d\ude02\" .\n");
    }

    @Test
    @Conformance("DI-7")
    void a_language_is_part_of_what_is_signed() throws Malformed {
        ObjectNode document = document();
        document.putObject("name").put("@value", "Nom").put("@language", "fr");
        assertThat(new String(RDF.canonicalize(document, Algorithm.EDDSA), StandardCharsets.UTF_8))
                .contains("<https://schema.org/name> \"Nom\"@fr .\n");
    }

    @Test
    @Conformance("DI-7")
    void a_graph_made_to_take_for_ever_is_given_up() throws Malformed {
        // Two nodes without names that look alike, and from each hang many that look alike: every order is tried.
        RdfCanonicalization rdf = new RdfCanonicalization(TestContexts.all());
        assertThat(rdf.canonicalize(poison(2), Algorithm.EDDSA)).isNotEmpty();
        long start = System.nanoTime();
        assertThatThrownBy(() -> rdf.canonicalize(poison(12), Algorithm.EDDSA))
                .isInstanceOf(Malformed.class)
                .hasMessage("the document takes too long to bring into canonical form");
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    private static ObjectNode poison(int many) throws Malformed {
        ObjectNode document = document();
        ((ArrayNode) document.get("@context")).add(TestContexts.EXAMPLES_V2);
        ArrayNode twins = document.putArray("twins");
        for (int i = 0; i < 2; i++) {
            ArrayNode alike = twins.addObject().putArray("alike");
            for (int j = 0; j < many; j++) {
                alike.addObject().put("says", "the same");
            }
        }
        return document;
    }

    private static Arguments hostile(String what, Consumer<ObjectNode> change, String message) {
        return Arguments.of(what, change, message);
    }

    private static ObjectNode document() throws Malformed {
        return StrictJson.parseObject("""
                {"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1",\
                "type":["VerifiableCredential"],"issuer":"did:example:issuer","name":"A name",\
                "evidence":{"id":"urn:uuid:2"},"credentialStatus":{"type":"BitstringStatusListEntry",\
                "statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://a.example/1"},\
                "credentialSubject":{"id":"did:example:abc"}}""".getBytes(StandardCharsets.UTF_8), "the document");
    }
}
