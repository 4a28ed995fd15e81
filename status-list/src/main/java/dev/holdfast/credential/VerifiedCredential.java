package dev.holdfast.credential;

import dev.holdfast.sign.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A credential whose signature or proofs verified under a key that the caller's trust named, and whose time it is;
/// only [CredentialVerifier] makes one. Whether it still stands, the lists say that it points at: all of them have to
/// be asked. Who presents it was not looked at.
public final class VerifiedCredential {
    private final CredentialKind kind;
    private final String issuer;
    private final KeyId keyId;
    private final Optional<Instant> validFrom;
    private final Optional<Instant> validUntil;
    private final List<StatusPointer> statuses;

    VerifiedCredential(
            CredentialKind kind,
            String issuer,
            KeyId keyId,
            Optional<Instant> validFrom,
            Optional<Instant> validUntil,
            List<StatusPointer> statuses) {
        this.kind = kind;
        this.issuer = issuer;
        this.keyId = keyId;
        this.validFrom = validFrom;
        this.validUntil = validUntil;
        this.statuses = List.copyOf(statuses);
    }

    public CredentialKind kind() {
        return kind;
    }

    /// URL of the issuer: `issuer`, or `iss`.
    public String issuer() {
        return issuer;
    }

    /// Thumbprint of the issuer's key that verified it.
    public KeyId keyId() {
        return keyId;
    }

    /// From when on it is valid: `validFrom`, or `nbf`.
    public Optional<Instant> validFrom() {
        return validFrom;
    }

    /// From when on it is not any more: `validUntil`, or `exp`.
    public Optional<Instant> validUntil() {
        return validUntil;
    }

    /// Where its status stands, in its own order; empty if it says nothing about that.
    public List<StatusPointer> statuses() {
        return statuses;
    }

    @Override
    public String toString() {
        return "VerifiedCredential[" + kind + " of " + issuer + ", " + statuses.size() + " statuses]";
    }
}
