package dev.holdfast.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.layout.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/// What a topic holds, as it is shown to others.
///
/// @param topic its name with the deployment's prefix
/// @param versions the released contracts, oldest first, each once however often it was released; the last one is
///     what is written now
public record Contracts(String topic, List<Schema> versions) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Hash, Schema> BY_FINGERPRINT = byFingerprint();

    public Contracts {
        versions = List.copyOf(versions);
    }

    /// Those of all topics of a deployment.
    public static List<Contracts> of(Topics topics) {
        List<Contracts> all = new ArrayList<>();
        for (int i = 0; i < topics.all().size(); i++) {
            all.add(new Contracts(
                    topics.all().get(i), versions(Codecs.all().get(i).schema())));
        }
        return List.copyOf(all);
    }

    /// The released contract with a fingerprint, with the newest words that describe it.
    public static Optional<Schema> released(Hash fingerprint) {
        return Optional.ofNullable(BY_FINGERPRINT.get(fingerprint));
    }

    /// What is written now.
    public Schema current() {
        return versions.getLast();
    }

    private static List<Schema> versions(Schema now) {
        Map<Hash, Schema> versions = new LinkedHashMap<>();
        ReleasedSchemas.of(now.getFullName()).forEach(schema -> {
            versions.put(ReleasedSchemas.fingerprint(schema), schema);
        });
        Hash current = ReleasedSchemas.fingerprint(now);
        versions.remove(current);
        versions.put(current, published(now));
        return List.copyOf(versions.values());
    }

    private static Map<Hash, Schema> byFingerprint() {
        Map<Hash, Schema> all = new LinkedHashMap<>();
        Codecs.all()
                .forEach(codec -> versions(codec.schema()).forEach(schema -> {
                    all.put(ReleasedSchemas.fingerprint(schema), schema);
                }));
        return Map.copyOf(all);
    }

    /// A generated schema without what it says to Java alone.
    private static Schema published(Schema generated) {
        try {
            JsonNode tree = JSON.readTree(generated.toString());
            tree.findParents("avro.java.string").forEach(string -> ((ObjectNode) string).remove("avro.java.string"));
            return new Schema.Parser().parse(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema is JSON", e);
        }
    }
}
