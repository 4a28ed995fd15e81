package dev.holdfast.check;

import dev.holdfast.check.Answer.Decision;
import dev.holdfast.check.Answer.Verdict;

/// How a decision follows from status and freshness.
public enum Policy {
    /// Goes on through an outage: valid is accepted while fresh or stale; what cannot be known is referred.
    STANDARD("standard") {
        @Override
        Decision decide(Verdict verdict, Freshness freshness) {
            return switch (verdict) {
                case INVALID, SUSPENDED -> Decision.REJECT;
                case APPLICATION, UNKNOWN -> Decision.REFER;
                case VALID ->
                    switch (freshness) {
                        case FRESH, STALE -> Decision.ACCEPT;
                        case EXPIRED, NONE, DISPUTED -> Decision.REFER;
                    };
            };
        }
    },
    /// Accepts only what is valid and fresh, and rejects everything else.
    STRICT("strict") {
        @Override
        Decision decide(Verdict verdict, Freshness freshness) {
            return verdict == Verdict.VALID && freshness == Freshness.FRESH ? Decision.ACCEPT : Decision.REJECT;
        }
    };

    private final String wireName;

    Policy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// @throws IllegalArgumentException for a name that no policy has
    public static Policy named(String wireName) {
        for (Policy policy : values()) {
            if (policy.wireName.equals(wireName)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("unknown policy; there are standard and strict");
    }

    abstract Decision decide(Verdict verdict, Freshness freshness);
}
