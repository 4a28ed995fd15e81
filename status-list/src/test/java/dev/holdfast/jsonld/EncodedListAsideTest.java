package dev.holdfast.jsonld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apicatalog.jsonld.JsonLd;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.document.JsonDocument;
import com.apicatalog.rdf.canon.RdfCanon;
import com.apicatalog.rdf.nquads.NQuadsWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.TestContexts;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

/// Whether the long text of a list is set aside on the way makes no difference to what comes out.
@Conformance("DI-7")
class EncodedListAsideTest {
    private static final Contexts CONTEXTS = TestContexts.all();
    private static final RdfCanonicalization RDF = new RdfCanonicalization(CONTEXTS);

    @Property(tries = 100)
    void whatever_the_text_is_the_canonical_form_is_that_of_the_whole_document(@ForAll @NotEmpty String text)
            throws Exception {
        // Half a surrogate pair is no text: UTF-8 has none.
        String utf16 = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(canonical(list(utf16))).isEqualTo(plain(list(utf16)));
    }

    @Test
    void blank_nodes_are_told_apart_by_the_text_itself() throws Exception {
        for (String text : new String[] {"uAAAA", "uBBBB", "u", "u" + "A".repeat(1 << 17)}) {
            ObjectNode list = list(text);
            ((ObjectNode) list.get("credentialSubject")).remove("id");
            list.putObject("evidence").put("type", "BitstringStatusList").put("encodedList", "uB");
            list.remove("id");
            assertThat(canonical(list)).isEqualTo(plain(list)).contains('"' + text + '"', "_:c14n2");
        }
    }

    /// Which of two blank nodes is the first is a matter of their hashes.
    @Test
    @Conformance("DI-8")
    void blank_nodes_are_ordered_by_the_hash_that_goes_with_the_key() throws Exception {
        boolean differ = false;
        for (int i = 0; i < 20; i++) {
            ObjectNode list = list("uAAAA");
            ((ObjectNode) list.get("credentialSubject")).remove("id");
            list.putObject("evidence").put("type", "BitstringStatusList").put("encodedList", "uB" + i);
            for (Algorithm algorithm : List.of(Algorithm.EDDSA, Algorithm.ES256)) {
                assertThat(new String(RDF.canonicalize(list, algorithm), StandardCharsets.UTF_8))
                        .isEqualTo(plain(list, "SHA-256"));
            }
            String withP384 = new String(RDF.canonicalize(list, Algorithm.ES384), StandardCharsets.UTF_8);
            assertThat(withP384).isEqualTo(plain(list, "SHA-384"));
            differ |= !withP384.equals(plain(list, "SHA-256"));
        }
        assertThat(differ).isTrue();
    }

    @Test
    void the_same_text_twice_is_the_same_twice() throws Exception {
        ObjectNode list = list("uAAAA");
        list.put("name", "uAAAA");
        assertThat(canonical(list)).isEqualTo(plain(list));
    }

    @Test
    void nothing_in_a_document_passes_for_what_stood_in_for_the_list() throws Exception {
        String text = "uAAAA";
        String standIn = "u"
                + StrictJson.base64Url(
                        Hash.of(text.getBytes(StandardCharsets.UTF_8)).toArray());
        ObjectNode hostile = list(text);
        hostile.put("name", standIn);
        assertThatThrownBy(() -> RDF.canonicalize(hostile, Algorithm.EDDSA))
                .isInstanceOf(Malformed.class)
                .hasMessage("the document holds the hash of its own list");
        // The valid twins: another list beside the same name, and the hash as the list itself.
        ObjectNode other = list("uAAAB");
        other.put("name", standIn);
        assertThat(canonical(other)).isEqualTo(plain(other)).contains('"' + standIn + '"');
        assertThat(canonical(list(standIn))).isEqualTo(plain(list(standIn)));
    }

    @Test
    void the_lists_of_several_subjects_are_each_set_aside_and_put_back() throws Exception {
        ObjectNode document = list("uAAAA");
        ObjectNode first = (ObjectNode) document.remove("credentialSubject");
        document.putArray("credentialSubject")
                .add(first)
                .add(first.deepCopy().put("id", "urn:uuid:1#second").put("encodedList", "uBBBB"))
                .add(first.deepCopy().put("id", "urn:uuid:1#third"))
                .add(StrictJson.object().put("id", "urn:uuid:1#fourth"));
        assertThat(EncodedListAside.of(document).shortened().toString()).doesNotContain("uAAAA", "uBBBB");
        assertThat(canonical(document)).isEqualTo(plain(document)).contains("uAAAA", "uBBBB");
    }

    @Test
    void a_list_that_is_no_literal_is_refused() throws Exception {
        byte[] context = """
                {"@context":{"encodedList":{"@id":"https://a.example/list","@type":"@json"}}}""".getBytes(StandardCharsets.UTF_8);
        Contexts more = Contexts.bundled().with("https://a.example/c", context, Hash.of(context));
        ObjectNode document = StrictJson.parseObject("""
                {"@context":["https://www.w3.org/ns/credentials/v2","https://a.example/c"],"id":"urn:uuid:1",\
                "type":["VerifiableCredential"],"issuer":"did:example:issuer",\
                "credentialSubject":{"id":"urn:uuid:2","encodedList":"uAAAA"}}""".getBytes(StandardCharsets.UTF_8), "the document");
        assertThatThrownBy(() -> new RdfCanonicalization(more).canonicalize(document, Algorithm.EDDSA))
                .isInstanceOf(Malformed.class)
                .hasMessage("encodedList is not one literal of the document");
    }

    private static String canonical(ObjectNode document) throws Malformed {
        return new String(RDF.canonicalize(document, Algorithm.EDDSA), StandardCharsets.UTF_8);
    }

    /// By the library alone, the document as it is.
    private static String plain(ObjectNode document) throws Exception {
        return plain(document, "SHA-256");
    }

    private static String plain(ObjectNode document, String hash) throws Exception {
        JsonLdOptions options = new JsonLdOptions(new PinnedContextLoader(CONTEXTS));
        RdfCanon canon = RdfCanon.create(hash);
        JsonLd.toRdf(JsonDocument.of(new ByteArrayInputStream(StrictJson.write(document))))
                .options(options)
                .provide(canon);
        StringWriter quads = new StringWriter();
        canon.provide(new NQuadsWriter(quads));
        return quads.toString();
    }

    private static ObjectNode list(String text) throws Malformed {
        ObjectNode list = StrictJson.parseObject("""
                {"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1",\
                "type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":"did:example:issuer",\
                "credentialSubject":{"id":"urn:uuid:1#list","type":"BitstringStatusList",\
                "statusPurpose":"revocation"}}""".getBytes(StandardCharsets.UTF_8), "the document");
        ((ObjectNode) list.get("credentialSubject")).put("encodedList", text);
        return list;
    }
}
