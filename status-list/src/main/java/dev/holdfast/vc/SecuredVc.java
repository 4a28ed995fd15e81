package dev.holdfast.vc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.Expectation;
import dev.holdfast.integrity.ProofRefused;
import dev.holdfast.integrity.VerifiedProof;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// The ways in which a Verifiable Credential is secured. Each verifies to the same value.
public enum SecuredVc {
    /// A compact JWS (VC-JOSE-COSE, section 3.1).
    JWT(VcJwt.MEDIA_TYPE),
    /// An SD-JWT (VC-JOSE-COSE, section 3.2). Not to be confused with SD-JWT VC.
    SD_JWT(VcSdJwt.MEDIA_TYPE),
    /// JSON with an embedded proof (Data Integrity 1.0).
    DATA_INTEGRITY("application/vc");

    /// The longest credential that is looked at.
    public static final int MAX_BYTES = 1 << 20;

    private final String mediaType;

    SecuredVc(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// Verifies a credential. Validity in time is not looked at, see [VerifiedVc#requireValid].
    ///
    /// @param suites the kinds of proof that are known
    /// @param keys who signs with which key, as the caller trusts
    /// @param now for proofs that expire by themselves
    public VerifiedVc verify(byte[] credential, DataIntegrity suites, IssuerKeys keys, Instant now)
            throws CredentialRefused {
        if (credential.length > MAX_BYTES) {
            throw new CredentialRefused(Reason.MALFORMED, "the credential is longer than " + MAX_BYTES + " bytes");
        }
        return switch (this) {
            case JWT -> VcJwt.verify(new String(credential, StandardCharsets.ISO_8859_1), MAX_BYTES, keys);
            case SD_JWT -> VcSdJwt.verify(new String(credential, StandardCharsets.ISO_8859_1), MAX_BYTES, keys);
            case DATA_INTEGRITY -> verifyProof(parse(credential), suites, keys, now);
        };
    }

    private static ObjectNode parse(byte[] credential) throws CredentialRefused {
        try {
            return StrictJson.parseObject(credential, "the credential");
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        }
    }

    /// Verifies a credential with an embedded proof that has been parsed already, see [#verify].
    public static VerifiedVc verifyProof(ObjectNode json, DataIntegrity suites, IssuerKeys keys, Instant now)
            throws CredentialRefused {
        try {
            VcDocument document = VcDocument.read(json);
            List<VerifiedProof> proofs = suites.verify(json, Expectation.of(document.issuer(), now), keys);
            VerifiedProof issuers =
                    proofs.stream().filter(VerifiedProof::byIssuer).findFirst().orElseThrow();
            return new VerifiedVc(document, issuers.key(), document.validFrom(), document.validUntil());
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        } catch (ProofRefused e) {
            throw new CredentialRefused(Reason.BAD_PROOF, e.getMessage(), e);
        }
    }
}
