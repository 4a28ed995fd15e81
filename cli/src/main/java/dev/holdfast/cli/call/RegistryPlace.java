package dev.holdfast.cli.call;

import dev.holdfast.schema.Topics;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistrySettings;
import dev.holdfast.schema.serde.SerdeSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A schema registry, and the topics whose contracts it holds.
public final class RegistryPlace {
    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "its address, or several of one registry separated by commas (default: the demo's)")
    private @Nullable String urls;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "file with one line: basic USER:PASSWORD or bearer TOKEN")
    private @Nullable Path credentials;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "what topic names begin with (default: holdfast.)")
    private String prefix = Topics.DEFAULT_PREFIX;

    @Mixin
    private @Nullable Place demo;

    public Topics topics() throws Failure {
        try {
            return new Topics(prefix);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage() + ": " + prefix);
        }
    }

    /// A client, for the caller to close.
    public RegistryClient client() throws Failure {
        String where = urls == null ? Objects.requireNonNull(demo).address("registry", "--registry") : urls;
        try {
            RegistrySettings settings = RegistrySettings.parse(where);
            Optional<Path> file = Optional.ofNullable(credentials);
            return new RegistryClient(file.isPresent() ? settings.with(SerdeSettings.read(file.get())) : settings);
        } catch (IllegalArgumentException | ConfigException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
