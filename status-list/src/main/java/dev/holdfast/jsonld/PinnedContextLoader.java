package dev.holdfast.jsonld;

import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdErrorCode;
import com.apicatalog.jsonld.document.Document;
import com.apicatalog.jsonld.document.JsonDocument;
import com.apicatalog.jsonld.loader.DocumentLoader;
import com.apicatalog.jsonld.loader.DocumentLoaderOptions;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.layout.Bytes;
import java.io.ByteArrayInputStream;
import java.net.URI;

/// Loads contexts out of memory, and nothing else from anywhere.
final class PinnedContextLoader implements DocumentLoader {
    private final Contexts contexts;

    PinnedContextLoader(Contexts contexts) {
        this.contexts = contexts;
    }

    @Override
    public Document loadDocument(URI url, DocumentLoaderOptions options) throws JsonLdError {
        Bytes text = contexts.find(url.toString())
                .orElseThrow(() -> new JsonLdError(
                        JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, "the context " + url + " is not known here"));
        JsonDocument document = JsonDocument.of(new ByteArrayInputStream(text.toArray()));
        document.setDocumentUrl(url);
        return document;
    }
}
