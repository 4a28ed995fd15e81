package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The keys that sign trust documents, and how many of them it takes. Every reader pins one in a file.
///
/// @param threshold 1…number of keys
/// @param keys by their ids; a key counts once, however often it signs
public record Root(Deployment deployment, int threshold, Map<KeyId, PublicKey> keys) {
    private static final int MAX_KEYS = 32;
    private static final int MAX_BYTES = 64 << 10;

    public Root {
        keys = Map.copyOf(keys);
        if (keys.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(entry.getValue().keyId()))) {
            throw new IllegalArgumentException("a key stands under another id");
        }
        if (threshold < 1 || threshold > keys.size()) {
            throw new IllegalArgumentException("a threshold of " + threshold + " over " + keys.size() + " keys");
        }
    }

    public static Root of(Deployment deployment, int threshold, List<PublicKey> keys) {
        Map<KeyId, PublicKey> byId = new LinkedHashMap<>();
        keys.forEach(key -> byId.put(key.keyId(), key));
        return new Root(deployment, threshold, byId);
    }

    /// Reads a root file: JSON with `deployment`, `threshold` and `keys` (public JWKs).
    public static Root parse(byte[] utf8) throws Malformed {
        ObjectNode json = StrictJson.parseObject(utf8, "the root file");
        try {
            return fromJson(new Deployment(StrictJson.text(json, "deployment")), json);
        } catch (IllegalArgumentException e) {
            throw new Malformed("the root file: " + e.getMessage(), e);
        }
    }

    /// Reads a root file of at most 64 KiB.
    public static Root read(Path file) throws IOException, Malformed {
        return parse(BoundedFile.read(file, MAX_BYTES));
    }

    public byte[] toBytes() {
        ObjectNode json = StrictJson.object().put("deployment", deployment.value());
        writeInto(json);
        return StrictJson.write(json);
    }

    static Root fromJson(Deployment deployment, JsonNode json) throws Malformed {
        return of(
                deployment, StrictJson.integer(json, "threshold", 1, MAX_KEYS), TrustJson.keys(json, "keys", MAX_KEYS));
    }

    void writeInto(ObjectNode json) {
        json.put("threshold", threshold);
        TrustJson.putKeys(json, "keys", keys.values());
    }
}
