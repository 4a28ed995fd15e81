package dev.holdfast.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.bitstring.BitstringCredential;
import dev.holdfast.bitstring.BitstringJson;
import dev.holdfast.event.Purpose;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.ProofOptions;
import dev.holdfast.issuer.Did;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.SecuredVc;
import java.util.Optional;
import java.util.Set;

/// A Bitstring Status List credential with an embedded proof (VC Data Integrity 1.0). Proofs over RDF need the
/// optional libraries that the package `dev.holdfast.jsonld` names; nothing else does.
///
/// @param suite how the proof is made
public record BitstringDataIntegrity(Cryptosuite suite) implements ListFormat {
    private static final DataIntegrity JSON = DataIntegrity.jcs(Contexts.bundled());

    /// Loaded only where a proof over RDF is made or verified.
    private static final class Rdf {
        static final DataIntegrity SUITES = JSON.andRdf(new RdfCanonicalization(Contexts.bundled()));
    }

    @Override
    public int code() {
        return switch (suite) {
            case EDDSA_JCS_2022 -> 4;
            case EDDSA_RDFC_2022 -> 5;
            case ECDSA_JCS_2019 -> 6;
            case ECDSA_RDFC_2019 -> 7;
        };
    }

    @Override
    public String wireName() {
        return "bitstring-" + suite.wireName();
    }

    @Override
    public String mediaType() {
        return SecuredVc.DATA_INTEGRITY.mediaType();
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

    @Override
    public boolean takes(Algorithm algorithm) {
        return suite.takes(algorithm);
    }

    @Override
    public byte[] draft(Statement statement, int deflateLevel) {
        return BitstringDraft.write(statement, deflateLevel);
    }

    @Override
    public Statement parseDraft(byte[] draft) throws Malformed {
        return BitstringDraft.read(draft);
    }

    /// The proof is made at `validFrom`, so that the same facts under the same key have the same bytes.
    @Override
    public Bytes secure(byte[] draft, Signer signer) {
        String issuer = Did.key(signer.publicKey());
        try {
            ObjectNode credential = BitstringDraft.issuedBy(issuer, draft);
            ProofOptions options = new ProofOptions(
                    suite,
                    Did.verificationMethod(issuer),
                    parseDraft(draft).claims().issuedAt(),
                    Optional.empty());
            return Bytes.of(StrictJson.write(suites().sign(credential, options, signer)));
        } catch (Malformed e) {
            throw new IllegalArgumentException("not a draft: " + e.getMessage(), e);
        }
    }

    @Override
    public VerifiedToken verify(Bytes token, PublicKey key) throws Malformed, BadSignature {
        BitstringVerification.requireLength(token);
        ObjectNode credential = parse(token)
                .filter(this::isOurs)
                .orElseThrow(() -> new Malformed("the proof is not of " + suite.wireName()));
        BitstringJson.requireLength(credential);
        return BitstringVerification.verify(
                keys -> SecuredVc.verifyProof(credential, suites(), keys, BitstringVerification.WHENEVER), key);
    }

    @Override
    public boolean recognises(Bytes token) {
        return parse(token).filter(this::isOurs).isPresent();
    }

    private boolean isOurs(ObjectNode credential) {
        return suite.wireName()
                .equals(credential.path("proof").path("cryptosuite").textValue());
    }

    @Override
    public Optional<String> keyIdHint(Bytes token) {
        return parse(token)
                .flatMap(credential -> Optional.ofNullable(
                        credential.path("proof").path("verificationMethod").textValue()))
                .flatMap(BitstringVerification::keyId);
    }

    /// Always empty: an embedded proof has no place for certificates.
    @Override
    public Optional<CertificateChain> chain(Bytes token) {
        return Optional.empty();
    }

    private DataIntegrity suites() {
        return switch (suite.form()) {
            case JCS -> JSON;
            case RDFC -> Rdf.SUITES;
        };
    }

    /// Empty for what does not even look like JSON, and for what is none.
    private static Optional<ObjectNode> parse(Bytes token) {
        byte[] utf8 = token.toArray();
        if (utf8.length == 0 || utf8.length > BitstringCredential.MAX_BYTES || utf8[0] != '{') {
            return Optional.empty();
        }
        try {
            return Optional.of(StrictJson.parseObject(utf8, "the status list credential"));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }
}
