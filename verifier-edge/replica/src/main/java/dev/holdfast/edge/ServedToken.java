package dev.holdfast.edge;

import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A standard token that this edge has verified and serves as it is.
///
/// @param token the very bytes
/// @param gzip the same, compressed for its way; empty if its format gains nothing by it
/// @param hash of the token
/// @param expiresAt from here on it is not served
/// @param ttl how long a copy may be used
public record ServedToken(
        ListId list,
        Form form,
        String uri,
        Bytes token,
        Optional<Bytes> gzip,
        Hash hash,
        long version,
        Instant issuedAt,
        Instant expiresAt,
        Optional<Duration> ttl) {
    public String mediaType() {
        return form.format().mediaType();
    }
}
