package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Keys inside trust documents and root files.
final class TrustJson {
    private TrustJson() {}

    static List<PublicKey> keys(JsonNode object, String member, int max) throws Malformed {
        List<PublicKey> keys = new ArrayList<>();
        for (JsonNode node : StrictJson.elements(object, member, max)) {
            keys.add(key(node));
        }
        return keys;
    }

    /// What a document may list is a rule: one that lists a key of another kind is refused by every fold alike.
    private static PublicKey key(JsonNode jwk) throws Malformed {
        PublicKey key = PublicKey.fromJwk(jwk);
        if (!key.algorithm().isOfRules()) {
            throw new Malformed("the key is neither Ed25519 nor P-256");
        }
        return key;
    }

    /// Writes keys in the order of their ids, so that equal content has equal bytes.
    static void putKeys(ObjectNode object, String member, Collection<PublicKey> keys) {
        ArrayNode array = object.putArray(member);
        keys.stream()
                .sorted(Comparator.comparing(key -> key.keyId().value()))
                .forEach(key -> array.add(key.toJwk().put("kid", key.keyId().value())));
    }
}
