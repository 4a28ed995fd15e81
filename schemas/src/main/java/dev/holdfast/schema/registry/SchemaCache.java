package dev.holdfast.schema.registry;

import dev.holdfast.layout.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Schemas by their id. A registry never gives an id to another schema, so nothing here grows old; whoever replaces
/// a registry by one that numbers anew removes the folder. The disk is a help and never a must: what cannot be
/// written or read there is asked for again. Thread-safe.
final class SchemaCache {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaCache.class);
    private static final int MOST = 1_000;

    private final Map<Integer, Schema> memory = new ConcurrentHashMap<>();
    private final Optional<Path> folder;

    /// @param settings name the registry: its addresses in any order
    SchemaCache(RegistrySettings settings) {
        this.folder = settings.cache().map(cache -> cache.resolve(nameOf(settings)));
    }

    private static String nameOf(RegistrySettings settings) {
        String addresses =
                settings.bases().stream().map(Object::toString).sorted().collect(Collectors.joining("\n"));
        return Hash.of(addresses.getBytes(StandardCharsets.UTF_8)).toHex().substring(0, 32);
    }

    Optional<Schema> get(int id) {
        Schema held = memory.get(id);
        if (held != null) {
            return Optional.of(held);
        }
        Optional<Schema> read = folder.flatMap(place -> read(file(place, id)));
        read.ifPresent(schema -> remember(id, schema));
        return read;
    }

    void put(int id, Schema schema) {
        remember(id, schema);
        folder.ifPresent(place -> write(file(place, id), schema));
    }

    private void remember(int id, Schema schema) {
        if (memory.size() < MOST) {
            memory.put(id, schema);
        }
    }

    private static Path file(Path folder, int id) {
        return folder.resolve(Integer.toUnsignedString(id) + ".avsc");
    }

    private static Optional<Schema> read(Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) > RegistryCalls.MAX_BODY) {
                return Optional.empty();
            }
            return Optional.of(new Schema.Parser().parse(Files.readString(file)));
        } catch (IOException | AvroRuntimeException e) {
            LOG.warn("{} is not used: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static void write(Path file, Schema schema) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".draft", ".avsc");
            Files.writeString(draft, schema.toString());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} is not kept: {}", file, e.toString());
        }
    }
}
