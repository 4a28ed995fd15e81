package dev.holdfast.bench.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// What the stream has signed, by its own counters.
///
/// @param atMillis when it wrote them
record Spent(long atMillis, double signatures, double tokens) {
    static Spent of(BenchRegion region) throws IOException {
        JsonNode stats = region.stream().stats();
        double tokens = stats.path("signaturesToken").asDouble();
        return new Spent(
                stats.path("at").asLong(), stats.path("signaturesCheckpoint").asDouble() + tokens, tokens);
    }

    /// Both as rates a second.
    Spent since(Spent before) {
        double seconds = (atMillis - before.atMillis) / 1_000.0;
        return new Spent(atMillis, (signatures - before.signatures) / seconds, (tokens - before.tokens) / seconds);
    }
}
