package dev.holdfast.format;

import java.time.Duration;
import java.time.Instant;

/// How far the word of a list is taken about its own times: between these bounds a list can neither make its
/// readers hammer a server nor make them keep it for weeks (Token Status List, sections 8.3 and 11.5). HTTP cache
/// headers have no say.
///
/// @param shortestTtl a list that asks to be fetched more often is not
/// @param longestTtl a list that asks to be fetched more rarely, or does not say, is fetched this often
/// @param longestLife a list that claims to be good for longer, or does not say, is good for this long after its
///     `iat`
public record FetchBounds(Duration shortestTtl, Duration longestTtl, Duration longestLife) {
    /// Half a minute to an hour, and seven days.
    public static final FetchBounds STANDARD =
            new FetchBounds(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofDays(7));

    /// @throws IllegalArgumentException if a bound is not positive, or they are out of order
    public FetchBounds {
        if (!shortestTtl.isPositive() || longestTtl.compareTo(shortestTtl) < 0 || !longestLife.isPositive()) {
            throw new IllegalArgumentException("bounds on ttl and life are positive and in order");
        }
    }

    /// When a copy of a list is to be fetched again.
    ///
    /// @param fetchedAt when the copy was fetched
    /// @param jitter 0…1, drawn once for each copy: how much of a tenth of the span to come earlier, so
    ///     that the readers of a list do not come all at once
    public Instant refetchAt(StatusListToken token, Instant fetchedAt, double jitter) {
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is 0 to 1");
        }
        Duration ttl = token.ttl().orElse(longestTtl);
        Duration span = ttl.compareTo(shortestTtl) < 0 ? shortestTtl : ttl.compareTo(longestTtl) > 0 ? longestTtl : ttl;
        return fetchedAt.plus(span).minusMillis((long) (span.toMillis() * jitter / 10));
    }

    /// From when on a list is worth nothing, whatever it says.
    public Instant worthlessAt(StatusListToken token) {
        Instant last = token.issuedAt().plus(longestLife);
        return token.expiresAt().filter(exp -> exp.isBefore(last)).orElse(last);
    }
}
