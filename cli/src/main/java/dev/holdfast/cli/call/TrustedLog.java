package dev.holdfast.cli.call;

import dev.holdfast.layout.Malformed;
import dev.holdfast.replay.log.KafkaLog;
import dev.holdfast.replay.log.LogReader;
import dev.holdfast.schema.KafkaServers;
import dev.holdfast.schema.Topics;
import dev.holdfast.trust.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The log and the root that everything read from it is judged by.
public final class TrustedLog {
    @Mixin
    private @Nullable Place place;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "the cluster (default: that of the demo)")
    private @Nullable KafkaServers kafka;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "what topic names begin with (default: holdfast.)")
    private @Nullable String prefix;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "the pinned root (default: keys/root.json of the demo)")
    private @Nullable Path root;

    /// Whether the command line says which log and root, beyond the directory of a demo.
    public boolean isNamed() {
        return kafka != null || prefix != null || root != null;
    }

    public LogReader log() throws Failure {
        Place demo = Objects.requireNonNull(place);
        String cluster = kafka == null ? demo.address("kafka", "--kafka HOST:PORT") : kafka.value();
        try {
            return KafkaLog.at(cluster, new Topics(prefix(demo)));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private String prefix(Place demo) throws Failure {
        if (prefix != null) {
            return prefix;
        }
        return kafka == null ? demo.address("prefix", "--prefix TEXT") : Topics.DEFAULT_PREFIX;
    }

    public Root root() throws Failure {
        Path file = root == null ? Objects.requireNonNull(place).key("root.json") : root;
        try {
            return Root.read(file);
        } catch (IOException e) {
            throw Failure.usage("cannot read the root " + file + "; name one with --root FILE");
        } catch (Malformed e) {
            throw Failure.usage(file + ": " + e.getMessage());
        }
    }
}
