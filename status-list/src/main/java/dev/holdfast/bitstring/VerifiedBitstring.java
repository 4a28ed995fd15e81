package dev.holdfast.bitstring;

import dev.holdfast.bitstring.StatusListError.Kind;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.KeyId;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import dev.holdfast.vc.SecuredVc;
import dev.holdfast.vc.VerifiedVc;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/// A status list credential whose signature or proof verified under a key that the caller's trust named; nothing else
/// makes one. What it says about an entry, [#status] tells.
public final class VerifiedBitstring {
    private final BitstringCredential credential;
    private final VerifiedVc vc;

    private VerifiedBitstring(BitstringCredential credential, VerifiedVc vc) {
        this.credential = credential;
        this.vc = vc;
    }

    /// Verifies the bytes of a list as they were served.
    ///
    /// @param form how it is secured: what its media type says
    /// @param now for proofs that expire by themselves; the validity of the list is judged by [#status]
    /// @throws StatusListError MALFORMED_VALUE_ERROR or STATUS_VERIFICATION_ERROR
    public static VerifiedBitstring verify(
            byte[] bytes, SecuredVc form, DataIntegrity suites, IssuerKeys keys, Instant now) throws StatusListError {
        if (bytes.length > BitstringCredential.MAX_BYTES) {
            throw new StatusListError(
                    Kind.MALFORMED_VALUE_ERROR,
                    "the status list credential is longer than " + BitstringCredential.MAX_BYTES + " bytes");
        }
        try {
            VerifiedVc vc = form.verify(bytes, suites, keys, now);
            BitstringCredential read = BitstringJson.read(vc.document());
            return new VerifiedBitstring(read.valid(vc.validFrom(), vc.validUntil()), vc);
        } catch (CredentialRefused e) {
            Kind kind = e.reason() == Reason.MALFORMED ? Kind.MALFORMED_VALUE_ERROR : Kind.STATUS_VERIFICATION_ERROR;
            throw new StatusListError(kind, e.getMessage(), e);
        } catch (Malformed e) {
            throw new StatusListError(Kind.MALFORMED_VALUE_ERROR, e.getMessage(), e);
        }
    }

    public BitstringCredential credential() {
        return credential;
    }

    /// Thumbprint of the key that verified it, whatever the document said.
    public KeyId keyId() {
        return vc.keyId();
    }

    /// What the list says about an entry at `now` (section 3.2, from step 5 on).
    ///
    /// @throws StatusListError if it says nothing about it. That never means valid.
    public BitstringStatus status(BitstringEntry entry, Instant now) throws StatusListError {
        if (!credential.id().equals(entry.list())) {
            throw new StatusListError(
                    Kind.STATUS_VERIFICATION_ERROR, "id of the list is not the statusListCredential of the entry");
        }
        try {
            vc.requireValid(now);
        } catch (CredentialRefused e) {
            throw new StatusListError(Kind.STATUS_VERIFICATION_ERROR, e.getMessage(), e);
        }
        if (!credential.purposes().contains(entry.purpose())) {
            throw new StatusListError(Kind.STATUS_VERIFICATION_ERROR, "the list is not for statusPurpose of the entry");
        }
        if (credential.messages().isPresent() && credential.messages().get().size() != entry.size()) {
            throw new StatusListError(
                    Kind.STATUS_VERIFICATION_ERROR, "statusSize of the entry is not that of the list");
        }
        int length = credential.bits().capacity() / entry.size();
        if (length < BitstringCredential.MIN_ENTRIES) {
            throw new StatusListError(
                    Kind.STATUS_LIST_LENGTH_ERROR,
                    "the list has " + length + " entries, fewer than " + BitstringCredential.MIN_ENTRIES);
        }
        if (entry.index().compareTo(BigInteger.valueOf(length)) >= 0) {
            throw new StatusListError(Kind.RANGE_ERROR, "statusListIndex is beyond the " + length + " of the list");
        }
        int status = value(entry.index().intValueExact() * entry.size(), entry.size());
        return new BitstringStatus(status, entry.purpose(), status == 0, message(entry, status));
    }

    /// What the entry says that a value means, or else the list.
    private Optional<String> message(BitstringEntry entry, int status) {
        return Optional.ofNullable(entry.messages().get(status))
                .or(() -> credential.messages().map(messages -> messages.texts().get(status)));
    }

    /// The bits of an entry, the left-most first.
    private int value(int first, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 1 | credential.bits().code(first + i);
        }
        return value;
    }

    @Override
    public String toString() {
        return "VerifiedBitstring[" + credential.id() + "]";
    }
}
