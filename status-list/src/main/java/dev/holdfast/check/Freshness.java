package dev.holdfast.check;

import java.time.Duration;
import java.util.Locale;

/// How far the evidence behind an answer can be believed to be up to date. It speaks of the log, not of commands
/// that a gateway still holds.
public enum Freshness {
    /// Seen within the fresh limit.
    FRESH,
    /// Older, and still within the stale limit.
    STALE,
    /// Older than the stale limit.
    EXPIRED,
    /// There is no evidence.
    NONE,
    /// There is proof that a publisher signed two histories.
    DISPUTED;

    /// The name in answers.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Ages at which the label changes.
    ///
    /// @param fresh up to this age, inclusive
    /// @param stale up to this age, inclusive; not below `fresh`
    public record Limits(Duration fresh, Duration stale) {
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofHours(24));

        public Limits {
            if (fresh.isNegative() || stale.compareTo(fresh) < 0) {
                throw new IllegalArgumentException("freshness limits " + fresh + ", " + stale);
            }
        }

        Freshness of(Duration age) {
            if (age.compareTo(fresh) <= 0) {
                return FRESH;
            }
            return age.compareTo(stale) <= 0 ? STALE : EXPIRED;
        }
    }
}
