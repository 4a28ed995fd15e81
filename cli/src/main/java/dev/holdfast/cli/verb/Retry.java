package dev.holdfast.cli.verb;

import dev.holdfast.event.IdempotencyKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Makes a repeated command harmless.
final class Retry {
    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "the same key again is the same command, not a second one")
    private @Nullable IdempotencyKey key;

    Map<String, String> headers() {
        return key == null ? Map.of() : Map.of("Idempotency-Key", key.value());
    }
}
