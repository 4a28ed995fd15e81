package dev.holdfast.schema;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// What a record is to readers of CloudEvents 1.0, in the binary content mode of its Kafka protocol binding. Hints
/// for routing and for telling repeats: nothing here is signed, and nothing is folded from it.
///
/// @param id the same whenever the same thing is written again, so that a repeat shows as one; unique in its topic
/// @param type in reverse domain form, begins with `dev.holdfast.`
/// @param time when it happened by the writer's clock; empty where the writer has no clock
record CloudEvent(String id, String type, Optional<Instant> time) {
    static final String ID = "ce_id";
    static final String SOURCE = "ce_source";
    static final String TYPE = "ce_type";
    static final String TIME = "ce_time";

    /// `specversion`, always 1.0.
    private static final Header SPEC_VERSION = header("ce_specversion", "1.0");

    /// `datacontenttype`: Avro binary, behind the five bytes of Confluent's framing.
    private static final Header CONTENT_TYPE = header("content-type", "application/avro");

    /// What a value says of itself.
    @FunctionalInterface
    interface Describer<T> {
        Optional<CloudEvent> describe(T value);
    }

    /// The headers of a record in `topic`, which is also the source: `/` and the topic's name, a URI reference.
    List<Header> headers(String topic) {
        Header source = header(SOURCE, "/" + topic);
        return time.map(at -> List.of(
                        SPEC_VERSION,
                        header(TYPE, type),
                        source,
                        header(ID, id),
                        header(TIME, at.toString()),
                        CONTENT_TYPE))
                .orElseGet(() -> List.of(SPEC_VERSION, header(TYPE, type), source, header(ID, id), CONTENT_TYPE));
    }

    private static Header header(String key, String value) {
        return new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
