package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// The JSON-LD contexts that are known: pinned copies, by URL and hash. A context that is not among them does not
/// exist; nothing is ever fetched. Immutable.
public final class Contexts {
    /// VC Data Model 2.0; it defines the terms of status lists and proofs too.
    public static final String CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2";

    /// Bitstring Status List 1.0.
    public static final String STATUS_V1 = "https://www.w3.org/ns/credentials/status/v1";

    /// The most contexts that a document may name.
    public static final int MAX_OF_A_DOCUMENT = 16;

    private static final int MAX_BYTES = 1 << 16;
    private static final Contexts BUNDLED = new Contexts(Map.of())
            .bundled(
                    CREDENTIALS_V2,
                    "credentials-v2.jsonld",
                    "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f")
            .bundled(STATUS_V1, "status-v1.jsonld", "fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c")
            .bundled(
                    "https://w3id.org/security/data-integrity/v2",
                    "data-integrity-v2.jsonld",
                    "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4")
            .bundled(
                    "https://w3id.org/security/multikey/v1",
                    "multikey-v1.jsonld",
                    "c5f3806f8286920573221938917988a18a4cc5a09e968d29649613c7a1c2b1f6");

    private final Map<String, Bytes> texts;

    private Contexts(Map<String, Bytes> texts) {
        this.texts = texts;
    }

    /// Those that come with this library: credentials v2, status v1, data integrity v2, multikey v1.
    public static Contexts bundled() {
        return BUNDLED;
    }

    /// These and one more, which the caller vouches for.
    ///
    /// @param text JSON, at most 64 KiB
    /// @param sha256 of the text: what was reviewed is what is used
    /// @throws IllegalArgumentException if the text is another or too long, or the URL is known already
    public Contexts with(String url, byte[] text, Hash sha256) {
        if (text.length > MAX_BYTES || !Hash.of(text).equals(sha256)) {
            throw new IllegalArgumentException("not the text of the context " + url + " that was pinned");
        }
        if (texts.containsKey(url)) {
            throw new IllegalArgumentException("the context " + url + " is known already");
        }
        Map<String, Bytes> more = new HashMap<>(texts);
        more.put(url, Bytes.of(text));
        return new Contexts(Map.copyOf(more));
    }

    /// The text behind a URL, compared character for character.
    public Optional<Bytes> find(String url) {
        return Optional.ofNullable(texts.get(url));
    }

    /// Refuses a document with a context that is unknown, inlined, or said anywhere but at its top, where it would
    /// change what terms mean (Data Integrity 1.0, section 4.6).
    public void requireKnown(JsonNode document) throws Malformed {
        for (JsonNode url : StrictJson.elements(document, "@context", MAX_OF_A_DOCUMENT)) {
            if (!url.isTextual() || find(url.textValue()).isEmpty()) {
                throw new Malformed("@context names a context that is not known here");
            }
        }
        for (var member : document.properties()) {
            if (!member.getKey().equals("@context")) {
                requireNoContext(member.getValue());
            }
        }
    }

    private static void requireNoContext(JsonNode json) throws Malformed {
        if (json.has("@context")) {
            throw new Malformed("@context stands inside of the document");
        }
        for (JsonNode child : json) {
            requireNoContext(child);
        }
    }

    private Contexts bundled(String url, String resource, String sha256) {
        try (InputStream in = Contexts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks its context " + resource);
            }
            return with(url, in.readAllBytes(), Hash.wrap(HexFormat.of().parseHex(sha256)));
        } catch (IOException e) {
            throw new IllegalStateException("the library lacks its context " + resource, e);
        }
    }
}
