package dev.holdfast.credential;

import dev.holdfast.bitstring.BitstringEntry;
import dev.holdfast.bitstring.StatusListError;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import dev.holdfast.vc.SecuredVc;
import dev.holdfast.vc.VcDocument;
import dev.holdfast.vc.VerifiedVc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Verifies credentials of holders. Pure: it fetches nothing and knows no clock. Thread-safe.
public final class CredentialVerifier {
    /// The longest credential that is looked at.
    public static final int MAX_BYTES = 1 << 20;

    private final DataIntegrity suites;
    private final IssuerKeys keys;

    /// @param suites the kinds of embedded proofs that are known
    /// @param keys who signs with which key, as the caller trusts; for did:key and did:jwk, [IssuerKeys#dids]
    public CredentialVerifier(DataIntegrity suites, IssuerKeys keys) {
        this.suites = suites;
        this.keys = keys;
    }

    /// Verifies everything that can be verified without a status list: form, signature or proofs, issuer, validity.
    ///
    /// @param kind what its media type says; a credential has no say in how it is read
    public VerifiedCredential verify(byte[] credential, CredentialKind kind, Instant now) throws CredentialRefused {
        if (credential.length > MAX_BYTES) {
            throw new CredentialRefused(Reason.MALFORMED, "the credential is longer than " + MAX_BYTES + " bytes");
        }
        return switch (kind) {
            case SD_JWT_VC -> SdJwtVc.verify(credential, MAX_BYTES, keys, now);
            case VC_JWT -> verify(credential, kind, SecuredVc.JWT, now);
            case VC_SD_JWT -> verify(credential, kind, SecuredVc.SD_JWT, now);
            case VC_DATA_INTEGRITY -> verify(credential, kind, SecuredVc.DATA_INTEGRITY, now);
        };
    }

    private VerifiedCredential verify(byte[] credential, CredentialKind kind, SecuredVc form, Instant now)
            throws CredentialRefused {
        VerifiedVc vc = form.verify(credential, suites, keys, now).requireValid(now);
        VcDocument document = vc.document();
        return new VerifiedCredential(
                kind, document.issuer(), vc.keyId(), document.validFrom(), document.validUntil(), statuses(document));
    }

    private static List<StatusPointer> statuses(VcDocument document) throws CredentialRefused {
        try {
            List<StatusPointer> statuses = new ArrayList<>();
            for (BitstringEntry entry : BitstringEntry.of(document)) {
                statuses.add(new StatusPointer.InBitstring(entry));
            }
            return statuses;
        } catch (StatusListError e) {
            throw new CredentialRefused(Reason.UNKNOWN_STATUS, e.getMessage(), e);
        }
    }
}
