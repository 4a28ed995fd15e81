package dev.holdfast.schema.serde;

import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.ReleasedSchemas;
import dev.holdfast.schema.WireBounds;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistryRefused;
import dev.holdfast.schema.registry.RegistryUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// Reads values in Confluent's framing. The schema is found by the record's header; if there is none, by an id that
/// was met before, in memory or on disk; if that is not known, by asking the registry; and otherwise the record is
/// refused. So whatever a release of ours wrote is read without a registry.
///
/// A refusal is a [SerializationException], which a consumer's `poll` reports with topic, partition and offset. Its
/// cause is a [RegistryUnavailable] where trying again later may help. Not thread-safe, like the consumer.
public final class RegistryAvroDeserializer implements Deserializer<IndexedRecord> {
    private static final int FRAME_BYTES = 5;

    /// Generated classes are made for our own contracts alone: no record can name a class to load.
    private static final Map<String, Schema> GENERATED = Codecs.all().stream()
            .map(Codec::schema)
            .collect(Collectors.toUnmodifiableMap(Schema::getFullName, Function.identity()));

    private Optional<RegistryClient> registry = Optional.empty();
    private boolean specific;

    /// Configured later by its consumer.
    public RegistryAvroDeserializer() {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new ConfigException("keys of our topics are text; this class reads values");
        }
        SerdeSettings settings = new SerdeSettings(configs);
        specific = settings.flag(SerdeSettings.SPECIFIC_READER);
        registry = settings.registry().map(RegistryClient::new);
    }

    /// Without headers, so by id.
    @Override
    public @Nullable IndexedRecord deserialize(String topic, byte @Nullable [] value) {
        return deserialize(topic, new RecordHeaders(), value);
    }

    @Override
    public @Nullable IndexedRecord deserialize(String topic, Headers headers, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        if (value.length < FRAME_BYTES || value[0] != 0) {
            throw new SerializationException("the value is not framed: 00 and a schema id come first");
        }
        int id = ByteBuffer.wrap(value).getInt(1);
        Header named = headers.lastHeader(Codec.SCHEMA_HEADER);
        Schema writer = named == null ? byId(id) : byHeader(named, id);
        return read(value, writer);
    }

    private Schema byHeader(Header named, int id) {
        byte[] raw = named.value();
        if (raw == null || raw.length != Hash.LENGTH) {
            throw new SerializationException(Codec.SCHEMA_HEADER + " does not have " + Hash.LENGTH + " bytes");
        }
        Hash fingerprint = Hash.wrap(raw);
        Optional<Schema> released = Contracts.released(fingerprint);
        if (released.isPresent()) {
            return released.get();
        }
        Schema schema = byId(id);
        if (!ReleasedSchemas.fingerprint(schema).equals(fingerprint)) {
            throw new SerializationException("schema id " + Integer.toUnsignedString(id) + " is another schema than "
                    + Codec.SCHEMA_HEADER + " names, and the header wins");
        }
        return schema;
    }

    private Schema byId(int id) {
        if (id == 0) {
            throw new SerializationException("no schema is named: the id is 0 and " + Codec.SCHEMA_HEADER
                    + " is missing or not of a release known here");
        }
        String unknown = "schema id " + Integer.toUnsignedString(id) + " is not known";
        RegistryClient asked = registry.orElseThrow(
                () -> new SerializationException(unknown + ", and no " + SerdeSettings.URL + " is set"));
        try {
            return asked.byId(id);
        } catch (RegistryRefused | RegistryUnavailable e) {
            throw new SerializationException(unknown + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private IndexedRecord read(byte[] value, Schema writer) {
        if (writer.getType() != Schema.Type.RECORD) {
            throw new SerializationException("the schema " + writer.getFullName() + " is not of a record");
        }
        try {
            WireBounds.check(writer, value, FRAME_BYTES);
            return reader(writer)
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(value, FRAME_BYTES, value.length - FRAME_BYTES, null));
        } catch (Malformed | IOException | AvroRuntimeException e) {
            throw new SerializationException(writer.getName() + ": " + e.getMessage(), e);
        }
    }

    private DatumReader<IndexedRecord> reader(Schema writer) {
        Schema generated = specific ? GENERATED.get(writer.getFullName()) : null;
        return generated == null ? new GenericDatumReader<>(writer) : new SpecificDatumReader<>(writer, generated);
    }

    @Override
    public void close() {
        registry.ifPresent(RegistryClient::close);
    }
}
