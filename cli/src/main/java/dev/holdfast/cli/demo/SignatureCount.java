package dev.holdfast.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many signatures the notary has made, at one moment, by its own count.
record SignatureCount(long checkpoints, long tokens, long nanos) {
    static SignatureCount read(Path streamState) throws IOException {
        JsonNode stats = Http.JSON.readTree(Files.readAllBytes(streamState.resolve("stats.json")));
        return new SignatureCount(
                stats.path("signaturesCheckpoint").asLong(),
                stats.path("signaturesToken").asLong(),
                System.nanoTime());
    }

    double checkpointsPerSecondSince(SignatureCount before) {
        return (checkpoints - before.checkpoints) / seconds(before);
    }

    double tokensPerSecondSince(SignatureCount before) {
        return (tokens - before.tokens) / seconds(before);
    }

    private double seconds(SignatureCount before) {
        return (nanos - before.nanos) / 1e9;
    }
}
