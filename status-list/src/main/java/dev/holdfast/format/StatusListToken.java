package dev.holdfast.format;

import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a Status List Token says (Token Status List, section 5), in whichever encoding. Times are whole seconds;
/// fractions are cut off, so that a token never seems newer, or good for longer, than it is. Reading one says
/// nothing about who signed it: see [VerifiedToken].
///
/// @param sub URI of the token itself, at most 2,048 characters of printable ASCII
/// @param issuedAt 1970…9999
/// @param expiresAt from here on the token is worth nothing; 1970…9999
/// @param ttl how long a copy may be used before it is fetched again, at least one second
/// @param statuses the list; read from elsewhere, its capacity is all that its bytes hold
/// @param aggregationUri where the issuer names all of its lists (section 9)
/// @param provenance present in tokens of Holdfast
public record StatusListToken(
        String sub,
        Instant issuedAt,
        Optional<Instant> expiresAt,
        Optional<Duration> ttl,
        PackedStatuses statuses,
        Optional<String> aggregationUri,
        Optional<Provenance> provenance) {
    private static final int MAX_URI_LENGTH = 2048;
    /// The end of the year 9999.
    private static final long MAX_SECONDS = 253_402_300_799L;
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+");

    /// @throws IllegalArgumentException for a URI or a time outside these limits
    public StatusListToken {
        requireUri(sub, "sub");
        issuedAt = seconds(issuedAt, "iat");
        expiresAt = expiresAt.map(instant -> seconds(instant, "exp"));
        ttl = ttl.map(duration -> duration.truncatedTo(ChronoUnit.SECONDS));
        if (ttl.isPresent() && !ttl.get().isPositive()) {
            throw new IllegalArgumentException("ttl is not positive");
        }
        aggregationUri.ifPresent(uri -> requireUri(uri, "aggregation_uri"));
    }

    /// @throws Malformed if `seconds` is not a time, or a span, up to the year 9999
    static long requireSeconds(long seconds, String member) throws Malformed {
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new Malformed(member + " is not a number of seconds up to the year 9999");
        }
        return seconds;
    }

    /// @throws IllegalArgumentException if a URI is no absolute one
    static void requireUri(String uri, String member) {
        if (!isUri(uri)) {
            throw new IllegalArgumentException(member + " is not an absolute URI");
        }
    }

    static boolean isUri(String text) {
        return text.length() <= MAX_URI_LENGTH && URI.matcher(text).matches();
    }

    private static Instant seconds(Instant instant, String member) {
        if (instant.getEpochSecond() < 0 || instant.getEpochSecond() > MAX_SECONDS) {
            throw new IllegalArgumentException(member + " is outside the years 1970 to 9999");
        }
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
