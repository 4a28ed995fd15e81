package dev.holdfast.integrity;

import dev.holdfast.layout.Hash;
import java.nio.charset.StandardCharsets;

/// Contexts of other people's examples, which the vectors use.
public final class TestContexts {
    public static final String EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2";

    private static final String EXAMPLES = """
            {"@context":{"@vocab":"https://www.w3.org/ns/credentials/examples#"}}""";

    /// Not the whole context: the terms of the one credential of the vectors, taken from its triples.
    private static final String CITIZENSHIP = """
            {"@context":{"@protected":true,"image":{"@id":"https://schema.org/image","@type":"@id"},\
            "EmploymentAuthorizationDocumentCredential":\
            "https://w3id.org/citizenship#EmploymentAuthorizationDocumentCredential",\
            "Person":"https://schema.org/Person","EmployablePerson":"https://w3id.org/citizenship#EmployablePerson",\
            "EmploymentAuthorizationDocument":"https://w3id.org/citizenship#EmploymentAuthorizationDocument",\
            "givenName":"https://schema.org/givenName","additionalName":"https://schema.org/additionalName",\
            "familyName":"https://schema.org/familyName","gender":"https://schema.org/gender",\
            "birthCountry":"https://w3id.org/citizenship#birthCountry",\
            "birthDate":{"@id":"https://schema.org/birthDate","@type":"http://www.w3.org/2001/XMLSchema#dateTime"},\
            "residentSince":{"@id":"https://w3id.org/citizenship#residentSince",\
            "@type":"http://www.w3.org/2001/XMLSchema#dateTime"},\
            "employmentAuthorizationDocument":{"@type":"@id",\
            "@id":"https://w3id.org/citizenship#employmentAuthorizationDocument"},\
            "identifier":"https://schema.org/identifier","lprCategory":"https://w3id.org/citizenship#lprCategory",\
            "lprNumber":"https://w3id.org/citizenship#lprNumber"}}""";

    private TestContexts() {}

    public static Contexts all() {
        return with(with(Contexts.bundled(), EXAMPLES_V2, EXAMPLES), "https://w3id.org/citizenship/v4rc1", CITIZENSHIP);
    }

    static Contexts with(Contexts contexts, String url, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return contexts.with(url, bytes, Hash.of(bytes));
    }
}
