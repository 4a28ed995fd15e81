package dev.holdfast.integrity;

import java.time.Instant;
import java.util.Optional;

/// What a verifier expects of the proofs of a document.
///
/// @param issuer whose proof there must be, a URL
/// @param now proofs that have expired are refused
/// @param domain must be among the `domain` of each proof
/// @param challenge must be the `challenge` of each proof
public record Expectation(String issuer, Instant now, Optional<String> domain, Optional<String> challenge) {
    public static Expectation of(String issuer, Instant now) {
        return new Expectation(issuer, now, Optional.empty(), Optional.empty());
    }
}
