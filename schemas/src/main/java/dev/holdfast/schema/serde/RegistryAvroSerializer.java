package dev.holdfast.schema.serde;

import dev.holdfast.layout.Hash;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.ReleasedSchemas;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistryRefused;
import dev.holdfast.schema.registry.RegistryUnavailable;
import dev.holdfast.schema.registry.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// Writes values in Confluent's framing, and the header that names their schema. A released contract of ours never
/// waits for a registry: its id is looked up beside the work and is 0 until it is known. Any other schema has to be
/// in the registry, or `auto.register.schemas` has to be true, and is asked for once.
///
/// Fails with a [SerializationException], whose cause is a [RegistryUnavailable] where trying again later may help.
/// Not thread-safe but for what a producer does: it serialises in the caller's thread, one schema map per instance.
public final class RegistryAvroSerializer implements Serializer<IndexedRecord> {
    private static final int FRAME_BYTES = 5;

    private final Map<Schema, Known> known = new HashMap<>();
    private Optional<RegistryClient> registry = Optional.empty();
    private Optional<WatchedIds> ids = Optional.empty();
    private boolean register;

    /// Configured later by its producer.
    public RegistryAvroSerializer() {}

    /// What was found out about a schema.
    ///
    /// @param contract itself, if it was released
    private record Known(Hash fingerprint, Optional<Schema> contract, Map<String, Integer> idByTopic) {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new ConfigException("keys of our topics are text; this class writes values");
        }
        SerdeSettings settings = new SerdeSettings(configs);
        register = settings.flag(SerdeSettings.AUTO_REGISTER);
        registry = settings.registry().map(RegistryClient::new);
        ids = registry.map(WatchedIds::new);
    }

    /// Without headers a record of ours that has no id yet names no schema, so this is for other schemas only.
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable IndexedRecord value) {
        return serialize(topic, new RecordHeaders(), value);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable IndexedRecord value) {
        if (value == null) {
            return null;
        }
        Known schema = about(value.getSchema());
        int id = schema.contract()
                .map(contract -> ids.map(all -> all.idOf(Subject.ofValuesIn(topic), schema.fingerprint(), contract))
                        .orElse(0))
                .orElseGet(() -> idOfOther(topic, value.getSchema(), schema));
        headers.remove(Codec.SCHEMA_HEADER)
                .add(Codec.SCHEMA_HEADER, schema.fingerprint().toArray());
        return encode(value, id);
    }

    private synchronized Known about(Schema schema) {
        return known.computeIfAbsent(schema, _ -> {
            Hash fingerprint = ReleasedSchemas.fingerprint(schema);
            return new Known(fingerprint, Contracts.released(fingerprint), new HashMap<>());
        });
    }

    private synchronized int idOfOther(String topic, Schema schema, Known about) {
        Integer before = about.idByTopic().get(topic);
        if (before != null) {
            return before;
        }
        RegistryClient asked = registry.orElseThrow(() -> new SerializationException(
                schema.getFullName() + " is no released contract, and no " + SerdeSettings.URL + " is set"));
        try {
            Subject subject = Subject.ofValuesIn(topic);
            int id = register
                    ? asked.register(subject, schema)
                    : asked.lookUp(subject, schema).id();
            about.idByTopic().put(topic, id);
            return id;
        } catch (RegistryRefused | RegistryUnavailable e) {
            throw new SerializationException(schema.getFullName() + " has no id: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static byte[] encode(IndexedRecord value, int id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(ByteBuffer.allocate(FRAME_BYTES).putInt(1, id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        Schema schema = value.getSchema();
        try {
            if (value instanceof SpecificRecord) {
                new SpecificDatumWriter<IndexedRecord>(schema).write(value, encoder);
            } else {
                new GenericDatumWriter<IndexedRecord>(schema).write(value, encoder);
            }
        } catch (AvroRuntimeException | ClassCastException e) {
            throw new SerializationException("not a " + schema.getFullName() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        ids.ifPresent(WatchedIds::close);
    }
}
