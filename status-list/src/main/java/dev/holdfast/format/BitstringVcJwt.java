package dev.holdfast.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.bitstring.BitstringCredential;
import dev.holdfast.event.Purpose;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.issuer.Did;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.SecuredVc;
import dev.holdfast.vc.VcJwt;
import java.util.Optional;
import java.util.Set;

/// A Bitstring Status List credential as the payload of a JWS (VC-JOSE-COSE, section 3.1).
public record BitstringVcJwt() implements ListFormat {
    private static final DataIntegrity NO_PROOFS = DataIntegrity.jcs(Contexts.bundled());

    @Override
    public int code() {
        return 3;
    }

    @Override
    public String wireName() {
        return "bitstring-vc-jwt";
    }

    @Override
    public String mediaType() {
        return VcJwt.MEDIA_TYPE;
    }

    @Override
    public boolean isText() {
        return true;
    }

    @Override
    public Set<Purpose> purposes() {
        return BitstringDraft.PURPOSES;
    }

    @Override
    public Optional<String> misfit(Purpose purpose, int bits, int capacity) {
        return BitstringDraft.misfit(purpose, bits, capacity);
    }

    /// The issuer is the key as a did:key, which ML-DSA has none of yet.
    @Override
    public boolean takes(Algorithm algorithm) {
        return algorithm != Algorithm.ML_DSA_44;
    }

    @Override
    public byte[] draft(Statement statement, int deflateLevel) {
        return BitstringDraft.write(statement, deflateLevel);
    }

    @Override
    public Statement parseDraft(byte[] draft) throws Malformed {
        return BitstringDraft.read(draft);
    }

    @Override
    public Bytes secure(byte[] draft, Signer signer) {
        String issuer = Did.key(signer.publicKey());
        try {
            byte[] credential = StrictJson.write(BitstringDraft.issuedBy(issuer, draft));
            return Bytes.ofAscii(VcJwt.sign(credential, Did.verificationMethod(issuer), signer));
        } catch (Malformed e) {
            throw new IllegalArgumentException("not a draft: " + e.getMessage(), e);
        }
    }

    @Override
    public VerifiedToken verify(Bytes token, PublicKey key) throws Malformed, BadSignature {
        BitstringVerification.requireLength(token);
        return BitstringVerification.verify(
                keys -> SecuredVc.JWT.verify(token.toArray(), NO_PROOFS, keys, BitstringVerification.WHENEVER), key);
    }

    @Override
    public boolean recognises(Bytes token) {
        return header(token)
                .filter(header -> VcJwt.TYPE.equals(header.path("typ").textValue()))
                .isPresent();
    }

    @Override
    public Optional<String> keyIdHint(Bytes token) {
        return header(token)
                .flatMap(header -> Optional.ofNullable(header.path("kid").textValue()))
                .flatMap(BitstringVerification::keyId);
    }

    @Override
    public Optional<CertificateChain> chain(Bytes token) throws Malformed {
        return CompactJws.split(token, BitstringCredential.MAX_BYTES).chain();
    }

    private static Optional<ObjectNode> header(Bytes token) {
        try {
            return Optional.of(
                    CompactJws.split(token, BitstringCredential.MAX_BYTES).header());
        } catch (Malformed e) {
            return Optional.empty();
        }
    }
}
