package dev.holdfast.integrity;

import dev.holdfast.sign.KeyId;
import java.time.Instant;
import java.util.Optional;

/// A proof that verified.
///
/// @param key thumbprint of the key that verified it
/// @param byIssuer whether the issuer made it, or another party whose key is known
public record VerifiedProof(
        Cryptosuite cryptosuite, String verificationMethod, KeyId key, boolean byIssuer, Optional<Instant> created) {}
