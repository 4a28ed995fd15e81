package dev.holdfast.bitstring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.Provenance;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Jcs;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.VcDocument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A status list credential as JSON: what is signed.
public final class BitstringJson {
    private static final String LIST_TYPE = "BitstringStatusList";
    private static final String MESSAGES = "statusMessages";
    private static final int MAX_PURPOSES = 16;

    private BitstringJson() {}

    /// The credential in canonical form (RFC 8785): the same facts give the same bytes, on one zlib build.
    ///
    /// @param deflateLevel 0…9
    public static byte[] write(BitstringCredential credential, int deflateLevel) {
        try {
            return Jcs.canonicalize(json(credential, deflateLevel));
        } catch (Malformed e) {
            throw new IllegalStateException("URLs, times and base64url have a canonical form", e);
        }
    }

    private static ObjectNode json(BitstringCredential credential, int deflateLevel) {
        ObjectNode json = StrictJson.object();
        json.putArray("@context").add(Contexts.CREDENTIALS_V2);
        json.put("id", credential.id());
        json.putArray("type").add(VcDocument.TYPE).add(BitstringCredential.TYPE);
        json.put("issuer", credential.issuer());
        credential.validFrom().ifPresent(from -> json.put("validFrom", from.toString()));
        credential.validUntil().ifPresent(until -> json.put("validUntil", until.toString()));
        ObjectNode list = json.putObject("credentialSubject")
                .put("id", ListVersionUrl.write(credential.id(), credential.provenance()))
                .put("type", LIST_TYPE)
                .put("encodedList", EncodedList.encode(credential.bits(), deflateLevel));
        if (credential.purposes().size() == 1) {
            list.put("statusPurpose", credential.purposes().getFirst());
        } else {
            ArrayNode purposes = list.putArray("statusPurpose");
            credential.purposes().forEach(purposes::add);
        }
        credential.ttl().ifPresent(ttl -> list.put("ttl", ttl.toMillis()));
        credential.messages().ifPresent(messages -> messages.write(list, MESSAGES));
        return json;
    }

    /// Refuses what is too long or has no list at all, by a look at it: an embedded proof costs many times the
    /// length of what it is over.
    public static void requireLength(JsonNode credential) throws Malformed {
        EncodedList.requireLength(StrictJson.text(StrictJson.child(credential, "credentialSubject"), "encodedList"));
    }

    /// Reads a credential. Who signed it is not looked at here.
    public static BitstringCredential read(VcDocument document) throws Malformed {
        if (!document.types().contains(BitstringCredential.TYPE)) {
            throw new Malformed("type lacks " + BitstringCredential.TYPE);
        }
        String id = document.id().orElseThrow(() -> new Malformed("the status list credential has no id"));
        JsonNode list = StrictJson.child(document.json(), "credentialSubject");
        List<String> types = VcDocument.texts(list, "type", MAX_PURPOSES);
        if (!types.equals(List.of(LIST_TYPE))) {
            throw new Malformed("type of credentialSubject is not " + LIST_TYPE);
        }
        Optional<Provenance> provenance =
                list.has("id") ? ListVersionUrl.read(id, Urls.absolute(list, "id")) : Optional.empty();
        try {
            return new BitstringCredential(
                    id,
                    document.issuer(),
                    document.validFrom(),
                    document.validUntil(),
                    VcDocument.texts(list, "statusPurpose", MAX_PURPOSES),
                    EncodedList.decode(StrictJson.text(list, "encodedList")),
                    readTtl(list),
                    provenance,
                    readMessages(list));
        } catch (IllegalArgumentException e) {
            throw new Malformed("the status list credential: " + e.getMessage(), e);
        }
    }

    /// Both members or neither: contexts as they are published define neither, so that many lists leave them out.
    private static Optional<StatusMessages> readMessages(JsonNode list) throws Malformed {
        boolean states = list.has(MESSAGES) || list.has(StatusMessages.SIZE);
        return states && VcDocument.texts(list, "statusPurpose", MAX_PURPOSES).contains(StatusMessages.PURPOSE)
                ? Optional.of(StatusMessages.readBoth(list, MESSAGES))
                : Optional.empty();
    }

    /// Milliseconds here, where Token Status Lists have seconds.
    private static Optional<Duration> readTtl(JsonNode list) throws Malformed {
        return list.has("ttl") ? Optional.of(Duration.ofMillis(StrictJson.integer(list, "ttl"))) : Optional.empty();
    }
}
