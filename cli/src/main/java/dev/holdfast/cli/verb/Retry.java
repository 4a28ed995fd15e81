package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.event.IdempotencyKey;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Makes a repeated command harmless. A command without a key gets one, so that it can be repeated when nobody knows
/// what became of it.
final class Retry {
    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "the same key again is the same command, not a second one (default: a new one)")
    private @Nullable IdempotencyKey key;

    /// Sends a command.
    @FunctionalInterface
    interface Sending {
        JsonNode send(Map<String, String> headers) throws Failure, InterruptedException;
    }

    JsonNode send(Sending command) throws Failure, InterruptedException {
        IdempotencyKey used = key == null ? new IdempotencyKey(UUID.randomUUID().toString()) : key;
        try {
            return command.send(Map.of("Idempotency-Key", used.value()));
        } catch (Failure e) {
            if (e.exitCode() != Exit.UNREACHABLE) {
                throw e;
            }
            throw Failure.unreachable(e.getMessage() + "; to repeat the same command, add --idempotency-key " + used);
        }
    }
}
