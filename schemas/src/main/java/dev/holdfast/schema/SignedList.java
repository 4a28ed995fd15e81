package dev.holdfast.schema;

import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import dev.holdfast.layout.Bytes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A record of `signed-lists`: a standard token in the very bytes that are served. Reading one does not verify it.
///
/// @param version of the list, from 1 on
/// @param epoch of the publisher
/// @param n of the partition
/// @param issuedAt whole seconds
/// @param expiresAt whole seconds
/// @param uri `sub` of the token
public record SignedList(
        ListId list,
        Form form,
        long version,
        int epoch,
        long n,
        Instant issuedAt,
        Instant expiresAt,
        String mediaType,
        String uri,
        Bytes token) {
    public SignedList {
        issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }
}
