package dev.holdfast.schema;

import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes the values of one topic: Confluent's framing (`00`, u32 schema id, Avro binary), id 0
/// because no registry is asked here, and a record header that names the schema by its fingerprint. Reads every schema
/// ever released for the topic. Total both ways: what it encodes it decodes to an equal value, and what it cannot
/// decode it refuses with a reason. Immutable and thread-safe.
public final class Codec<T> {
    /// The record header that decides the schema: SHA-256 of its parsing canonical form, 32 raw bytes.
    public static final String SCHEMA_HEADER = "holdfast-schema";

    private static final int FRAME_BYTES = 5;

    private final Wire<T, ?> wire;
    private final int maxBytes;
    private final CloudEvent.Describer<T> events;
    private final byte[] fingerprint;
    private final Map<Hash, Reader<T>> readers = new LinkedHashMap<>();
    private final Reader<T> current;

    /// @param maxBytes the longest value, in bytes, that is written or read
    /// @param events what a record is to readers of CloudEvents
    Codec(Wire<T, ?> wire, int maxBytes, CloudEvent.Describer<T> events) {
        this.wire = wire;
        this.maxBytes = maxBytes;
        this.events = events;
        Hash now = ReleasedSchemas.fingerprint(wire.schema());
        this.fingerprint = now.toArray();
        this.current = wire.readerOf(wire.schema());
        for (Schema released : ReleasedSchemas.of(wire.schema().getFullName())) {
            readers.put(ReleasedSchemas.fingerprint(released), wire.readerOf(released));
        }
        readers.put(now, current);
    }

    /// A value as the topic holds it.
    ///
    /// @throws IllegalArgumentException if it is longer than the topic takes
    public byte[] encode(T value) {
        byte[] framed = wire.encode(value);
        if (framed.length > maxBytes) {
            throw new IllegalArgumentException(
                    "a " + wire.schema().getName() + " of " + framed.length + " bytes, above " + maxBytes);
        }
        return framed;
    }

    /// All headers of a record of `topic` with this value: the schema header, and in public topics those of
    /// CloudEvents.
    public List<Header> headers(String topic, T value) {
        List<Header> all = new ArrayList<>();
        all.add(header());
        events.describe(value).ifPresent(event -> all.addAll(event.headers(topic)));
        return all;
    }

    /// The record header that names the schema of every value encoded here.
    public Header header() {
        return new RecordHeader(SCHEMA_HEADER, fingerprint.clone());
    }

    /// Reads a value. The header wins; without one, id 0 means the current schema. Allocates no more than a small
    /// multiple of the bytes that arrived.
    ///
    /// @param value null for a record without one
    /// @throws Malformed naming the reason
    public T decode(byte @Nullable [] value, Headers headers) throws Malformed {
        if (value == null) {
            throw new Malformed("the record has no value");
        }
        if (value.length > maxBytes) {
            throw new Malformed("a value of " + value.length + " bytes, above " + maxBytes);
        }
        if (value.length < FRAME_BYTES || value[0] != 0) {
            throw new Malformed("the value is not framed: 00 and a schema id come first");
        }
        return readerFor(value, headers.lastHeader(SCHEMA_HEADER)).read(value);
    }

    /// A record that carries `value` and its headers.
    ///
    /// @param partition null leaves it to the partitioner
    public ProducerRecord<byte[], byte[]> record(
            String topic, @Nullable Integer partition, byte @Nullable [] key, T value) {
        return new ProducerRecord<>(topic, partition, key, encode(value), new RecordHeaders(headers(topic, value)));
    }

    /// The schema that is written now.
    public Schema schema() {
        return wire.schema();
    }

    private Reader<T> readerFor(byte[] value, @Nullable Header header) throws Malformed {
        if (header == null) {
            int id = (value[1] & 0xff) << 24 | (value[2] & 0xff) << 16 | (value[3] & 0xff) << 8 | (value[4] & 0xff);
            if (id != 0) {
                throw new Malformed("schema id " + Integer.toUnsignedString(id) + " and no " + SCHEMA_HEADER);
            }
            return current;
        }
        byte[] named = header.value();
        if (named == null || named.length != Hash.LENGTH) {
            throw new Malformed(SCHEMA_HEADER + " does not have " + Hash.LENGTH + " bytes");
        }
        Reader<T> reader = readers.get(Hash.wrap(named));
        if (reader == null) {
            throw new Malformed("schema " + Hash.wrap(named).toHex() + " was never released for this topic");
        }
        return reader;
    }

    /// Reads framed values that were written with one schema.
    @FunctionalInterface
    interface Reader<T> {
        T read(byte[] framed) throws Malformed;
    }

    /// From a generated record to a domain value.
    @FunctionalInterface
    interface FromWire<W, T> {
        T read(W record) throws Malformed;
    }

    /// From a domain value to a generated record.
    @FunctionalInterface
    interface ToWire<T, W> {
        W write(T value);
    }

    /// How a domain type and a generated record correspond.
    record Wire<T, W extends SpecificRecord>(Schema schema, ToWire<T, W> toWire, FromWire<W, T> fromWire) {
        byte[] encode(T value) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(512);
            out.writeBytes(new byte[FRAME_BYTES]);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            try {
                new SpecificDatumWriter<W>(schema).write(toWire.write(value), encoder);
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail", e);
            }
            return out.toByteArray();
        }

        Reader<T> readerOf(Schema writer) {
            return framed -> {
                WireBounds.check(writer, framed, FRAME_BYTES);
                try {
                    var decoder =
                            DecoderFactory.get().binaryDecoder(framed, FRAME_BYTES, framed.length - FRAME_BYTES, null);
                    W record = new SpecificDatumReader<W>(writer, schema).read(null, decoder);
                    return fromWire.read(record);
                } catch (IOException | AvroRuntimeException | IllegalArgumentException e) {
                    throw new Malformed(schema.getName() + ": " + e.getMessage(), e);
                }
            };
        }
    }
}
