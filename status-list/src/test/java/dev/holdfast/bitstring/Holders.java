package dev.holdfast.bitstring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.VcDocument;

/// Credentials of holders, to test with.
final class Holders {
    private Holders() {}

    static ObjectNode with(JsonNode credentialStatus) {
        ObjectNode json = StrictJson.object();
        json.putArray("@context").add("https://www.w3.org/ns/credentials/v2");
        json.putArray("type").add("VerifiableCredential");
        json.put("issuer", Lists.ISSUER).set("credentialStatus", credentialStatus);
        json.putObject("credentialSubject").put("id", "did:example:abcdefgh");
        return json;
    }

    static VcDocument read(ObjectNode json) throws Malformed {
        return VcDocument.read(json);
    }
}
