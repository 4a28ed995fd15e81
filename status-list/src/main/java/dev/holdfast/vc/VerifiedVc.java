package dev.holdfast.vc;

import dev.holdfast.format.VerifiedToken;
import dev.holdfast.sign.KeyId;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A Verifiable Credential whose signature or proofs verified under keys that the caller's trust named; only
/// [SecuredVc] makes one. Whether its time has come is for [#requireValid] to say.
public final class VerifiedVc {
    private static final Duration CLOCK_SKEW = VerifiedToken.CLOCK_SKEW;

    private final VcDocument document;
    private final KeyId keyId;

    VerifiedVc(VcDocument document, KeyId keyId) {
        this.document = document;
        this.keyId = keyId;
    }

    public VcDocument document() {
        return document;
    }

    /// Thumbprint of the issuer's key that verified it.
    public KeyId keyId() {
        return keyId;
    }

    /// Refuses a credential that is not yet valid at `now`, give or take a minute, or not any more (VC Data Model
    /// 2.0, section 4.9).
    public VerifiedVc requireValid(Instant now) throws CredentialRefused {
        requireWithin(document.validFrom(), document.validUntil(), now);
        return this;
    }

    /// Refuses what is not valid at `now`: before `from`, give or take a minute, or from `until` on.
    public static void requireWithin(Optional<Instant> from, Optional<Instant> until, Instant now)
            throws CredentialRefused {
        if (from.isPresent() && now.plus(CLOCK_SKEW).isBefore(from.get())) {
            throw new CredentialRefused(Reason.NOT_YET_VALID, "the credential is not valid before " + from.get());
        }
        if (until.isPresent() && !now.isBefore(until.get())) {
            throw new CredentialRefused(Reason.EXPIRED, "the credential was valid until " + until.get());
        }
    }

    @Override
    public String toString() {
        return "VerifiedVc[" + document.id().orElse("without id") + " of " + document.issuer() + "]";
    }
}
