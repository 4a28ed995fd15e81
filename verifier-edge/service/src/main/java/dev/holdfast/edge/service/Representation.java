package dev.holdfast.edge.service;

import dev.holdfast.edge.ServedAggregation;
import dev.holdfast.edge.ServedToken;
import dev.holdfast.format.TokenStatusList;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One document that can be had under a path (RFC 9110, section 3.2).
///
/// @param gzip the same, compressed
/// @param hash of the content
/// @param maxAge how long a copy may be used, not negative
record Representation(Bytes content, Optional<Bytes> gzip, Hash hash, String mediaType, Duration maxAge) {
    /// A list is opened more rarely than its statuses change; a minute is the `ttl` of tokens as well.
    private static final Duration AGGREGATION = Duration.ofSeconds(60);

    static Representation of(ServedToken token, Instant now) {
        Duration left = Duration.between(now, token.expiresAt());
        Duration wanted = token.ttl().orElse(left);
        Duration age = wanted.compareTo(left) < 0 ? wanted : left;
        return new Representation(
                token.token(), token.gzip(), token.hash(), token.mediaType(), age.isNegative() ? Duration.ZERO : age);
    }

    static Representation of(ServedAggregation aggregation) {
        return new Representation(
                aggregation.document(),
                aggregation.gzip(),
                aggregation.hash(),
                TokenStatusList.AGGREGATION_MEDIA_TYPE,
                AGGREGATION);
    }
}
