package dev.holdfast.schema.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/// A client of the Confluent Schema Registry's protocol (REST API v1), for Avro. Members of an answer that are not
/// known here, such as `guid`, are left alone. Every method but [#known] may take as long as one call of the
/// settings; none is for a thread that serves. Thread-safe.
public final class RegistryClient implements AutoCloseable {
    /// For how long an id that the registry does not have, or a registry that is away, is not asked for again.
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final int MOST_REFUSALS = 1_000;

    private final RegistryCalls calls;
    private final SchemaCache cache;
    private final Map<Integer, Refusal> refused = new ConcurrentHashMap<>();
    private volatile long awayUntil = System.nanoTime();

    public RegistryClient(RegistrySettings settings) {
        this.calls = new RegistryCalls(settings);
        this.cache = new SchemaCache(settings);
    }

    private record Refusal(RegistryRefused why, long until) {}

    /// Registers a schema; one that is there already keeps its id.
    ///
    /// @return its id
    public int register(Subject subject, Schema schema)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        JsonNode answer =
                calls.call("POST", "/subjects/" + subject.escaped() + "/versions?normalize=true", body(schema));
        return number(answer, "id");
    }

    /// The version of a subject that is this schema.
    public Registered lookUp(Subject subject, Schema schema)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        return registered(
                subject, calls.call("POST", "/subjects/" + subject.escaped() + "?normalize=true", body(schema)));
    }

    /// The versions of a subject, in order; empty if there is no such subject.
    public List<Integer> versions(Subject subject) throws RegistryRefused, RegistryUnavailable, InterruptedException {
        JsonNode answer;
        try {
            answer = calls.call("GET", "/subjects/" + subject.escaped() + "/versions", Optional.empty());
        } catch (RegistryRefused e) {
            if (e.reason() == RegistryRefused.Reason.NO_SUBJECT) {
                return List.of();
            }
            throw e;
        }
        List<Integer> versions = new ArrayList<>();
        answer.forEach(version -> versions.add(version.asInt()));
        return List.copyOf(versions);
    }

    /// The newest version of a subject.
    public Registered latest(Subject subject) throws RegistryRefused, RegistryUnavailable, InterruptedException {
        return registered(
                subject, calls.call("GET", "/subjects/" + subject.escaped() + "/versions/latest", Optional.empty()));
    }

    /// Whether the registry would take a schema as the next version of a subject, by its own rules. A subject
    /// without versions takes anything.
    public boolean wouldTake(Subject subject, Schema schema)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        try {
            return calls.call("POST", "/compatibility/subjects/" + subject.escaped() + "/versions/latest", body(schema))
                    .path("is_compatible")
                    .asBoolean();
        } catch (RegistryRefused e) {
            return switch (e.reason()) {
                case NO_SUBJECT, NO_VERSION -> true;
                default -> throw e;
            };
        }
    }

    /// The compatibility level that holds for a subject, its own or the registry's.
    public String level(Subject subject) throws RegistryRefused, RegistryUnavailable, InterruptedException {
        return calls.call("GET", "/config/" + subject.escaped() + "?defaultToGlobal=true", Optional.empty())
                .path("compatibilityLevel")
                .asText();
    }

    /// Sets a subject's own compatibility level, such as `FULL_TRANSITIVE`.
    public void setLevel(Subject subject, String level)
            throws RegistryRefused, RegistryUnavailable, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level);
        var _ = calls.call("PUT", "/config/" + subject.escaped(), Optional.of(body));
    }

    /// A schema that was met before, in this process or on disk. Never asks the registry.
    public Optional<Schema> known(int id) {
        return cache.get(id);
    }

    /// The schema with an id: what is known, or else what the registry says. An id that it does not have, and a
    /// registry that is away, are remembered for two seconds: a run of poisoned records costs one question.
    public Schema byId(int id) throws RegistryRefused, RegistryUnavailable, InterruptedException {
        Optional<Schema> known = known(id);
        if (known.isPresent()) {
            return known.get();
        }
        requireWorthAsking(id);
        try {
            Schema schema = schema(calls.call("GET", "/schemas/ids/" + Integer.toUnsignedString(id), Optional.empty()));
            cache.put(id, schema);
            return schema;
        } catch (RegistryUnavailable e) {
            awayUntil = System.nanoTime() + QUIET.toNanos();
            throw e;
        } catch (RegistryRefused e) {
            if (refused.size() >= MOST_REFUSALS) {
                refused.clear();
            }
            refused.put(id, new Refusal(e, System.nanoTime() + QUIET.toNanos()));
            throw e;
        }
    }

    private void requireWorthAsking(int id) throws RegistryRefused, RegistryUnavailable {
        if (awayUntil - System.nanoTime() > 0) {
            throw new RegistryUnavailable("the schema registry did not answer a moment ago");
        }
        Refusal before = refused.get(id);
        if (before != null && before.until() - System.nanoTime() > 0) {
            throw before.why();
        }
    }

    @Override
    public void close() {
        calls.close();
    }

    private static Optional<JsonNode> body(Schema schema) {
        return Optional.of(JsonNodeFactory.instance.objectNode().put("schema", schema.toString()));
    }

    private static Registered registered(Subject subject, JsonNode answer) throws RegistryRefused {
        return new Registered(subject, number(answer, "id"), number(answer, "version"), schema(answer));
    }

    private static int number(JsonNode answer, String member) throws RegistryRefused {
        JsonNode value = answer.path(member);
        if (!value.isInt() || value.intValue() < 1) {
            throw malformed("the answer has no " + member);
        }
        return value.intValue();
    }

    private static Schema schema(JsonNode answer) throws RegistryRefused {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !answer.path("schema").isTextual()) {
            throw malformed("the answer holds no Avro schema");
        }
        if (!answer.path("references").isEmpty()) {
            throw malformed("the schema refers to others, which is not supported");
        }
        try {
            return new Schema.Parser().parse(answer.path("schema").textValue());
        } catch (AvroRuntimeException e) {
            throw malformed("the answer's schema does not parse");
        }
    }

    private static RegistryRefused malformed(String what) {
        return new RegistryRefused(RegistryRefused.Reason.OTHER, "the schema registry is not understood: " + what);
    }
}
