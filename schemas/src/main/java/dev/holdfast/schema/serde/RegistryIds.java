package dev.holdfast.schema.serde;

import dev.holdfast.layout.Hash;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistrySettings;
import dev.holdfast.schema.registry.Subject;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// Puts the registry's schema id into the records of our contracts, for readers that know nothing but ids. An
/// interceptor of producers, named under `interceptor.classes`, with `schema.registry.url` beside it. It never waits
/// for the registry: until an id is known, and when none can be had, a record keeps the id 0 and its schema header,
/// which is enough for every reader of ours.
public final class RegistryIds implements ProducerInterceptor<byte[], byte[]> {
    private static final int FRAME_BYTES = 5;

    private @Nullable WatchedIds ids;

    /// What a producer has to be configured with for ids of this registry.
    ///
    /// @param credentialsFile see [SerdeSettings#CREDENTIALS_FILE]
    public static Map<String, Object> settings(String urls, Optional<String> credentialsFile) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, RegistryIds.class.getName());
        settings.put(SerdeSettings.URL, urls);
        credentialsFile.ifPresent(file -> settings.put(SerdeSettings.CREDENTIALS_FILE, file));
        return settings;
    }

    /// Checks what [#settings] is given, so that a program can refuse to start.
    ///
    /// @throws IllegalArgumentException for a wrong address or file; the message names no secret
    public static void check(String urls, Optional<String> credentialsFile) {
        try {
            var _ = new SerdeSettings(settings(urls, credentialsFile)).registry();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public void configure(Map<String, ?> configs) {
        RegistrySettings registry = new SerdeSettings(configs)
                .registry()
                .orElseThrow(() -> new ConfigException(SerdeSettings.URL + " is missing"));
        ids = new WatchedIds(new RegistryClient(registry));
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        Header named = record.headers().lastHeader(Codec.SCHEMA_HEADER);
        if (ids == null || named == null || value == null || !isUnnumbered(value)) {
            return record;
        }
        Hash fingerprint = Hash.wrap(named.value());
        Optional<Schema> contract = Contracts.released(fingerprint);
        if (contract.isEmpty()) {
            return record;
        }
        int id = ids.idOf(Subject.ofValuesIn(record.topic()), fingerprint, contract.get());
        return id == 0 ? record : numbered(record, value, id);
    }

    private static boolean isUnnumbered(byte[] value) {
        return value.length >= FRAME_BYTES
                && value[0] == 0
                && ByteBuffer.wrap(value).getInt(1) == 0;
    }

    private static ProducerRecord<byte[], byte[]> numbered(
            ProducerRecord<byte[], byte[]> record, byte[] value, int id) {
        byte[] copy = value.clone();
        ByteBuffer.wrap(copy).putInt(1, id);
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), copy, record.headers());
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        // Nothing to do: ids are looked up by time, not by record.
    }

    @Override
    public void close() {
        if (ids != null) {
            ids.close();
        }
    }
}
