package dev.holdfast.bitstring;

import dev.holdfast.format.Provenance;
import dev.holdfast.json.Urls;
import dev.holdfast.list.PackedStatuses;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What a status list credential says (Bitstring Status List v1.0, section 2.2), however it is secured. Reading
/// one says nothing about who signed it: see [VerifiedBitstring].
///
/// @param id URL of the credential itself: what entries name as `statusListCredential`
/// @param issuer URL
/// @param validFrom cut to whole seconds
/// @param validUntil from here on the list is worth nothing; cut to whole seconds
/// @param purposes what a set bit means, at least one: `revocation` and `suspension` in lists of ours
/// @param bits one bit per entry, unless `messages` says more; read from elsewhere, all that its bytes hold
/// @param ttl how long a copy may be used before it is fetched again; never prolongs the validity; whole
///     milliseconds, at least one
/// @param provenance present in lists of Holdfast
/// @param messages how many of the bits belong to each entry, and what its values mean; only with the purpose
///     `message`, and not in each list that has it
public record BitstringCredential(
        String id,
        String issuer,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil,
        List<String> purposes,
        PackedStatuses bits,
        Optional<Duration> ttl,
        Optional<Provenance> provenance,
        Optional<StatusMessages> messages) {
    /// The text of the specification that is written to and read by.
    public static final String SPECIFICATION = "W3C Recommendation Bitstring Status List v1.0, 15 May 2025";

    public static final String TYPE = "BitstringStatusListCredential";

    /// The longest document that is looked at, in bytes: whichever way it is secured, a list of 2^20 entries
    /// takes less.
    public static final int MAX_BYTES = 512 << 10;

    /// Fewer would make a crowd too small to hide in (section 6.1): 16 KiB of bits.
    public static final int MIN_ENTRIES = 131_072;

    /// @throws IllegalArgumentException for anything but this
    public BitstringCredential {
        if (!Urls.isAbsolute(id) || id.indexOf('#') >= 0 || !Urls.isAbsolute(issuer)) {
            throw new IllegalArgumentException("id and issuer are not absolute URLs, or id has a fragment");
        }
        validFrom = validFrom.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS));
        validUntil = validUntil.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS));
        purposes = List.copyOf(purposes);
        if (purposes.isEmpty() || bits.bits() != 1) {
            throw new IllegalArgumentException("a list has a purpose, and one bit per entry");
        }
        if (messages.isPresent() && !purposes.contains(StatusMessages.PURPOSE)) {
            throw new IllegalArgumentException("only a list with the purpose message says what statuses mean");
        }
        ttl = ttl.map(duration -> duration.truncatedTo(ChronoUnit.MILLIS));
        if (ttl.isPresent() && !ttl.get().isPositive()) {
            throw new IllegalArgumentException("ttl is not positive");
        }
    }

    /// The same list with other bounds on its validity.
    BitstringCredential valid(Optional<Instant> from, Optional<Instant> until) {
        return new BitstringCredential(id, issuer, from, until, purposes, bits, ttl, provenance, messages);
    }
}
