package dev.holdfast.integrity;

import dev.holdfast.sign.Algorithm;
import java.util.Optional;

/// How a proof is made: a signature algorithm and a canonical form (EdDSA Cryptosuites v1.0, section 3; ECDSA
/// Cryptosuites v1.0, section 3). All hash with SHA-256.
public enum Cryptosuite {
    EDDSA_JCS_2022("eddsa-jcs-2022", Algorithm.EDDSA, Form.JCS),
    EDDSA_RDFC_2022("eddsa-rdfc-2022", Algorithm.EDDSA, Form.RDFC),
    /// On P-256 only.
    ECDSA_JCS_2019("ecdsa-jcs-2019", Algorithm.ES256, Form.JCS),
    /// On P-256 only.
    ECDSA_RDFC_2019("ecdsa-rdfc-2019", Algorithm.ES256, Form.RDFC);

    private final String wireName;
    private final Algorithm algorithm;
    private final Form form;

    Cryptosuite(String wireName, Algorithm algorithm, Form form) {
        this.wireName = wireName;
        this.algorithm = algorithm;
        this.form = form;
    }

    /// `cryptosuite` of the proof.
    public String wireName() {
        return wireName;
    }

    /// The only algorithm whose keys make and verify such proofs.
    public Algorithm algorithm() {
        return algorithm;
    }

    public Form form() {
        return form;
    }

    public static Optional<Cryptosuite> named(String wireName) {
        for (Cryptosuite suite : values()) {
            if (suite.wireName.equals(wireName)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    /// The canonical form that is hashed.
    public enum Form {
        /// The document as JSON (RFC 8785).
        JCS,
        /// The document as RDF (RDF Dataset Canonicalization 1.0).
        RDFC
    }
}
