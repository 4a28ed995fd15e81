package dev.holdfast.edge;

import dev.holdfast.event.ListId;
import dev.holdfast.layout.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A standard token that this edge has verified and serves as it is.
///
/// @param token the very bytes
/// @param expiresAt from here on it is not served
/// @param ttl how long a copy may be used
public record ServedToken(
        ListId list,
        String uri,
        String mediaType,
        Bytes token,
        long version,
        Instant issuedAt,
        Instant expiresAt,
        Optional<Duration> ttl) {}
