package dev.holdfast.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.Publications;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.Status;
import dev.holdfast.format.Form;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request's JSON, read strictly: a member that is not known is refused, because what it would have asked for is
/// not known either.
final class RequestBody {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(32)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern ENTITY_TAG = Pattern.compile("\"([0-9]{1,18})\"");

    private final JsonNode json;

    private RequestBody(JsonNode json) {
        this.json = json;
    }

    /// @param members the ones it may have
    static RequestBody parse(InputStream body, Set<String> members) throws Declined {
        return parse(BodyLimit.read(body), members);
    }

    /// For a request that has nothing to say: no body, or an empty object.
    static void requireEmpty(InputStream body) throws Declined {
        byte[] utf8 = BodyLimit.read(body);
        if (utf8.length > 0) {
            parse(utf8, Set.of());
        }
    }

    private static RequestBody parse(byte[] utf8, Set<String> members) throws Declined {
        try {
            if (MAPPER.readTree(utf8) instanceof ObjectNode object) {
                return new RequestBody(object).only(members);
            }
        } catch (IOException e) {
            throw new Declined(Problems.malformed("The body is not well-formed JSON."));
        }
        throw new Declined(Problems.malformed("The body is not a JSON object."));
    }

    String text(String member) throws Declined {
        JsonNode value = json.get(member);
        if (value == null || !value.isTextual()) {
            throw new Declined(Problems.malformed(member + " has to be a string."));
        }
        return value.textValue();
    }

    /// An integer in `min`…`max`, `absent` if the member is not there.
    int integer(String member, int min, int max, OptionalInt absent) throws Declined {
        JsonNode value = json.get(member);
        if (value == null && absent.isPresent()) {
            return absent.getAsInt();
        }
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new Declined(Problems.malformed(member + " has to be an integer."));
        }
        if (value.intValue() < min || value.intValue() > max) {
            throw new Declined(Problem.of(
                    422, "out-of-range", "The number is out of range", member + " is " + min + " to " + max + "."));
        }
        return value.intValue();
    }

    /// An array of names of published forms, `absent` if the member is not there.
    List<Form> forms(String member, List<Form> absent) throws Declined {
        JsonNode nodes = json.get(member);
        if (nodes == null) {
            return absent;
        }
        if (!nodes.isArray() || nodes.isEmpty() || nodes.size() > Publications.MAX) {
            throw new Declined(
                    Problems.malformed(member + " has to be an array of 1 to " + Publications.MAX + " names."));
        }
        List<Form> forms = new ArrayList<>();
        for (JsonNode node : nodes) {
            forms.add(form(member, node));
        }
        return forms;
    }

    private static Form form(String member, JsonNode node) throws Declined {
        try {
            return Form.named(node.isTextual() ? node.textValue() : "");
        } catch (IllegalArgumentException e) {
            throw new Declined(Problem.of(
                    422,
                    "unknown-format",
                    "There is no such format",
                    "An element of " + member + " is none of "
                            + Form.all().stream().map(Form::wireName).collect(Collectors.joining(", ")) + "."));
        }
    }

    /// The member `changes`.
    ///
    /// @param version what a change without `ifVersion` is conditional on
    List<EntryChange> changes(OptionalLong version) throws Declined {
        JsonNode nodes = json.get("changes");
        if (nodes == null || !nodes.isArray()) {
            throw new Declined(Problems.malformed("changes has to be an array."));
        }
        if (nodes.isEmpty() || nodes.size() > Command.MAX_CHANGES) {
            throw refused(Refusal.TOO_MANY_CHANGES, OptionalInt.empty());
        }
        List<EntryChange> changes = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            if (!node.isObject()) {
                throw new Declined(Problems.malformed("A change has to be an object."));
            }
            changes.add(new RequestBody(node)
                    .only(Set.of("idx", "status", "ifVersion"))
                    .change(version));
        }
        return changes;
    }

    private EntryChange change(OptionalLong version) throws Declined {
        JsonNode idx = json.get("idx");
        if (idx == null || !idx.isIntegralNumber()) {
            throw new Declined(Problems.malformed("idx has to be an integer."));
        }
        if (!idx.canConvertToInt() || idx.intValue() < 0) {
            throw refused(Refusal.INDEX_OUT_OF_RANGE, OptionalInt.empty());
        }
        return new EntryChange(idx.intValue(), status(idx.intValue()), ifVersion(version));
    }

    private Status status(int idx) throws Declined {
        JsonNode value = json.get("status");
        if (value != null && value.isTextual()) {
            return switch (value.textValue()) {
                case "VALID" -> Status.VALID;
                case "INVALID" -> Status.INVALID;
                case "SUSPENDED" -> Status.SUSPENDED;
                default ->
                    throw new Declined(Problems.malformed("status is VALID, INVALID, SUSPENDED or a number.")
                            .withIdx(OptionalInt.of(idx)));
            };
        }
        if (value == null || !value.isIntegralNumber()) {
            throw new Declined(
                    Problems.malformed("status has to be a name or an integer.").withIdx(OptionalInt.of(idx)));
        }
        if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() > 0xff) {
            throw refused(Refusal.STATUS_TOO_WIDE, OptionalInt.of(idx));
        }
        return new Status(value.intValue());
    }

    private OptionalLong ifVersion(OptionalLong absent) throws Declined {
        JsonNode value = json.get("ifVersion");
        if (value == null) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new Declined(Problems.malformed("ifVersion has to be a list version."));
        }
        return OptionalLong.of(value.longValue());
    }

    private RequestBody only(Set<String> members) throws Declined {
        for (var member : json.properties()) {
            if (!members.contains(member.getKey())) {
                throw new Declined(Problems.malformed("A member is not known here. Known are: "
                        + String.join(", ", members.stream().sorted().toList()) + "."));
            }
        }
        return this;
    }

    /// The list version that an `If-Match` header names: one strong entity tag (RFC 9110, section 13.1.1).
    static OptionalLong ifMatch(@Nullable String header) throws Declined {
        if (header == null) {
            return OptionalLong.empty();
        }
        Matcher tag = ENTITY_TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw new Declined(Problems.malformed("If-Match has to be one list version in quotes."));
        }
        return OptionalLong.of(Long.parseLong(tag.group(1)));
    }

    /// What an `Idempotency-Key` header says; a new key if there is none.
    static IdempotencyKey idempotencyKey(@Nullable String header) throws Declined {
        try {
            return new IdempotencyKey(header == null ? UUID.randomUUID().toString() : header);
        } catch (IllegalArgumentException e) {
            throw new Declined(Problems.malformed("Idempotency-Key has to be 1 to 128 printable ASCII characters."));
        }
    }

    private static Declined refused(Refusal reason, OptionalInt idx) {
        return new Declined(Problems.refused(reason).withIdx(idx));
    }
}
