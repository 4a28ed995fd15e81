package dev.holdfast.format;

import dev.holdfast.bitstring.BitstringCredential;
import dev.holdfast.bitstring.BitstringJson;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import dev.holdfast.vc.VerifiedVc;
import java.time.Instant;
import java.util.Optional;

/// Verifies status list credentials of ours: the issuer is the key itself, as a did:key, whichever way it signs.
final class BitstringVerification {
    /// Our proofs do not expire by themselves: `validUntil` ends the credential, and is for the caller to look at.
    static final Instant WHENEVER = Instant.EPOCH;

    private BitstringVerification() {}

    /// How a credential is secured.
    @FunctionalInterface
    interface Secured {
        VerifiedVc verify(IssuerKeys keys) throws CredentialRefused;
    }

    static VerifiedToken verify(Secured secured, PublicKey key) throws Malformed, BadSignature {
        try {
            BitstringCredential credential =
                    BitstringJson.read(secured.verify(IssuerKeys.just(key)).document());
            if (!credential.issuer().equals(Did.key(key))) {
                throw new Malformed("the issuer is not the key");
            }
            return new VerifiedToken(BitstringDraft.statement(credential), key.keyId());
        } catch (CredentialRefused e) {
            if (e.reason() == Reason.BAD_SIGNATURE || e.reason() == Reason.BAD_PROOF) {
                throw new BadSignature(String.valueOf(e.getMessage()));
            }
            throw new Malformed(String.valueOf(e.getMessage()), e);
        }
    }

    /// Before anything of it is looked at.
    static void requireLength(Bytes token) throws Malformed {
        if (token.length() > BitstringCredential.MAX_BYTES) {
            throw new Malformed(
                    "the status list credential is longer than " + BitstringCredential.MAX_BYTES + " bytes");
        }
    }

    /// The thumbprint of the key that a verification method names; empty if it is no did:key.
    static Optional<String> keyId(String verificationMethod) {
        try {
            String did = verificationMethod.substring(0, Math.max(0, verificationMethod.indexOf('#')));
            return Optional.of(Did.resolve(did).keyId().value());
        } catch (Malformed e) {
            return Optional.empty();
        }
    }
}
