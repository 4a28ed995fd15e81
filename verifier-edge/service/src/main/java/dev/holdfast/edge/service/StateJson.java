package dev.holdfast.edge.service;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.edge.Edge;
import dev.holdfast.edge.Edge.HeldList;
import dev.holdfast.event.Publication;
import dev.holdfast.list.Descriptor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What an edge holds, as JSON.
final class StateJson {
    private StateJson() {}

    static void lists(JsonGenerator out, List<HeldList> lists) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("lists");
        for (HeldList list : lists) {
            list(out, list);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static void list(JsonGenerator out, HeldList list) throws IOException {
        Descriptor descriptor = list.image().descriptor();
        out.writeStartObject();
        out.writeStringField("id", descriptor.id().value());
        out.writeStringField("issuer", descriptor.issuer().value());
        out.writeNumberField("version", list.image().version());
        out.writeNumberField("epoch", list.header().epoch());
        out.writeNumberField("partition", list.partition());
        out.writeNumberField("n", list.header().n());
        out.writeStringField("iat", Stamps.text(list.header().issuedAt()));
        out.writeNumberField("bits", descriptor.bits());
        out.writeNumberField("capacity", descriptor.capacity());
        out.writeBooleanField("retired", descriptor.retired());
        out.writeArrayFieldStart("publications");
        for (Publication publication : descriptor.publications()) {
            out.writeStartObject();
            out.writeStringField("format", publication.form().wireName());
            out.writeStringField("mediaType", publication.form().format().mediaType());
            out.writeStringField("uri", publication.uri());
            String path = path(publication.uri());
            if (!path.isEmpty()) {
                out.writeStringField("path", path);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static String path(String uri) {
        try {
            String path = URI.create(uri).getRawPath();
            return path == null ? "" : path;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static void partitions(JsonGenerator out, Edge edge, String name) throws IOException {
        out.writeStartObject();
        out.writeStringField("edge", name);
        out.writeNumberField("trustVersion", edge.trustVersion());
        out.writeArrayFieldStart("partitions");
        for (Edge.PartitionState state : edge.partitions()) {
            out.writeStartObject();
            out.writeNumberField("partition", state.partition());
            if (state.header().isPresent()) {
                header(out, state.header().get());
            }
            out.writeNumberField("lists", state.lists());
            out.writeBooleanField("disputed", state.disputed());
            out.writeBooleanField("quarantined", state.quarantined());
            out.writeStringField("freshness", state.freshness().wireName());
            if (state.age().isPresent()) {
                Duration age = state.age().get();
                out.writeNumberField("ageMillis", age.toMillis());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void header(JsonGenerator out, Header header) throws IOException {
        out.writeStringField("region", header.region().value());
        out.writeNumberField("epoch", header.epoch());
        out.writeNumberField("n", header.n());
        out.writeStringField("chain", header.chain().toHex());
        out.writeStringField("root", header.root().toHex());
        out.writeStringField("iat", Stamps.text(header.issuedAt()));
        out.writeNumberField("trustVersion", header.trustVersion());
    }

    static void applied(JsonGenerator out, List<Edge.Applied> entries, long after) throws IOException {
        out.writeStartObject();
        out.writeNumberField(
                "next", entries.isEmpty() ? after : entries.getLast().seq());
        out.writeArrayFieldStart("applied");
        for (Edge.Applied entry : entries) {
            out.writeStartArray();
            out.writeNumber(entry.seq());
            out.writeNumber(entry.partition());
            out.writeNumber(entry.n());
            out.writeNumber(entry.atMillis());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    static void stats(JsonGenerator out, Edge.Stats stats, String name) throws IOException {
        out.writeStartObject();
        out.writeStringField("edge", name);
        out.writeNumberField("deltas", stats.deltas());
        out.writeNumberField("heartbeats", stats.heartbeats());
        out.writeNumberField("snapshots", stats.snapshots());
        out.writeNumberField("trustDocuments", stats.trustDocuments());
        out.writeNumberField("tokens", stats.tokens());
        numbers(out, "refused", stats.refused());
        numbers(out, "bytesRead", stats.bytesRead());
        out.writeNumberField("quarantined", stats.quarantined());
        out.writeNumberField("storeFailures", stats.storeFailures());
        out.writeNumberField("sourceFailures", stats.sourceFailures());
        out.writeEndObject();
    }

    private static void numbers(JsonGenerator out, String field, Map<String, Long> numbers) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            out.writeNumberField(number.getKey(), number.getValue());
        }
        out.writeEndObject();
    }
}
