package dev.holdfast.trust;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.trust.Untrusted.Reason;
import java.util.Set;

/// The root's separate word that one document is meant to take so much away. Good for that document only.
///
/// @param document hash of its payload
record BulkIntent(Deployment deployment, int version, Hash document) {
    static final String TYPE = "holdfast-trust-intent+json";

    private static final Set<String> MEMBERS = Set.of("deployment", "version", "document");

    TrustEnvelope unsigned() {
        return TrustEnvelope.unsigned(StrictJson.write(StrictJson.object()
                .put("deployment", deployment.value())
                .put("version", version)
                .put("document", StrictJson.base64Url(document.toArray()))));
    }

    /// Refuses an intent that speaks of something else.
    void requireIn(TrustEnvelope envelope) throws Untrusted {
        if (!isIn(envelope)) {
            throw new Untrusted(Reason.WRONG_INTENT, "the intent is for another document");
        }
    }

    private boolean isIn(TrustEnvelope envelope) {
        try {
            return read(envelope.payload().toArray()).equals(this);
        } catch (Malformed e) {
            return false;
        }
    }

    private static BulkIntent read(byte[] payload) throws Malformed {
        ObjectNode json = StrictJson.parseObject(payload, "the intent");
        StrictJson.onlyMembers(json, MEMBERS, "the intent");
        try {
            return new BulkIntent(
                    new Deployment(StrictJson.text(json, "deployment")),
                    StrictJson.integer(json, "version", 1, Integer.MAX_VALUE),
                    Hash.wrap(StrictJson.base64Url(StrictJson.text(json, "document"), "document")));
        } catch (IllegalArgumentException e) {
            throw new Malformed("the intent: " + e.getMessage(), e);
        }
    }
}
