package dev.holdfast.schema.serde;

import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.registry.Credentials;
import dev.holdfast.schema.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/// The keys that these classes read from the configuration of a Kafka client.
public final class SerdeSettings {
    /// Addresses of the registry, separated by commas; without it only released contracts are read and written.
    public static final String URL = "schema.registry.url";

    /// File with one line, `basic USER:PASSWORD` or `bearer TOKEN`. A key of ours: it keeps secrets out of settings.
    public static final String CREDENTIALS_FILE = "schema.registry.credentials.file";

    /// Folder for schemas by registry and id, kept from run to run. A key of ours; default: memory only.
    public static final String CACHE_DIR = "schema.registry.cache.dir";

    /// Whether the serialiser may register what it meets; default false.
    public static final String AUTO_REGISTER = "auto.register.schemas";

    /// Whether the deserialiser returns our generated classes for our contracts; default false.
    public static final String SPECIFIC_READER = "specific.avro.reader";

    /// Only TopicNameStrategy, the default, is known here.
    public static final String SUBJECT_STRATEGY = "value.subject.name.strategy";

    static final String BASIC_SOURCE = "basic.auth.credentials.source";
    static final String BASIC_USER_INFO = "basic.auth.user.info";
    static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    static final String BEARER_TOKEN = "bearer.auth.token";

    private static final int MAX_CREDENTIALS = 16 << 10;

    private final Map<String, ?> configs;

    /// @throws ConfigException if a key asks for what these classes do not do
    SerdeSettings(Map<String, ?> configs) {
        this.configs = configs;
        String strategy = text(SUBJECT_STRATEGY).orElse("TopicNameStrategy");
        if (!strategy.endsWith("TopicNameStrategy") || strategy.endsWith("RecordNameStrategy")) {
            throw new ConfigException(SUBJECT_STRATEGY + ": only TopicNameStrategy is supported");
        }
    }

    /// Where the registry is; empty if no address is set.
    Optional<RegistrySettings> registry() {
        Optional<String> urls = text(URL);
        if (urls.isEmpty()) {
            return Optional.empty();
        }
        try {
            RegistrySettings settings = RegistrySettings.parse(urls.get());
            Optional<Credentials> credentials = credentials();
            if (credentials.isPresent()) {
                settings = settings.with(credentials.get());
            }
            Optional<Path> cache = text(CACHE_DIR).map(Path::of);
            return Optional.of(cache.isPresent() ? settings.withCache(cache.get()) : settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(URL + ": " + e.getMessage());
        }
    }

    boolean flag(String key) {
        return text(key).map(Boolean::parseBoolean).orElse(false);
    }

    private Optional<Credentials> credentials() {
        if (text(BASIC_SOURCE).filter("USER_INFO"::equals).isPresent()) {
            return Optional.of(Credentials.Basic.of(text(BASIC_USER_INFO).orElse("")));
        }
        if (text(BEARER_SOURCE).filter("STATIC_TOKEN"::equals).isPresent()) {
            return Optional.of(new Credentials.Bearer(text(BEARER_TOKEN).orElse("")));
        }
        return text(CREDENTIALS_FILE).map(file -> read(Path.of(file)));
    }

    /// Reads a file of credentials. What is wrong with it is said without saying what is in it.
    ///
    /// @throws ConfigException if it cannot be read or holds something else
    public static Credentials read(Path file) {
        try {
            return Credentials.parse(BoundedFile.text(file, MAX_CREDENTIALS));
        } catch (IOException e) {
            throw new ConfigException(CREDENTIALS_FILE + ": cannot read " + file);
        } catch (IllegalArgumentException | Malformed e) {
            throw new ConfigException(CREDENTIALS_FILE + ": " + file + ": " + e.getMessage());
        }
    }

    private Optional<String> text(String key) {
        Object value = configs.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(value.toString().strip()).filter(text -> !text.isEmpty());
    }
}
