package dev.holdfast.integrity;

import dev.holdfast.sign.Algorithm;
import java.util.Optional;
import java.util.stream.Stream;

/// How a proof is made: a signature algorithm and a canonical form (EdDSA Cryptosuites v1.0, section 3; ECDSA
/// Cryptosuites v1.0, section 3).
public enum Cryptosuite {
    EDDSA_JCS_2022("eddsa-jcs-2022", Form.JCS),
    EDDSA_RDFC_2022("eddsa-rdfc-2022", Form.RDFC),
    /// On P-256 and P-384.
    ECDSA_JCS_2019("ecdsa-jcs-2019", Form.JCS),
    /// On P-256 and P-384.
    ECDSA_RDFC_2019("ecdsa-rdfc-2019", Form.RDFC);

    private final String wireName;
    private final Form form;

    Cryptosuite(String wireName, Form form) {
        this.wireName = wireName;
        this.form = form;
    }

    /// `cryptosuite` of the proof.
    public String wireName() {
        return wireName;
    }

    /// Whether keys of this kind make and verify such proofs.
    public boolean takes(Algorithm algorithm) {
        return switch (this) {
            case EDDSA_JCS_2022, EDDSA_RDFC_2022 -> algorithm == Algorithm.EDDSA;
            case ECDSA_JCS_2019, ECDSA_RDFC_2019 -> algorithm == Algorithm.ES256 || algorithm == Algorithm.ES384;
        };
    }

    /// The longest signature of this suite, in bytes.
    int longestSignature() {
        return algorithms().mapToInt(Algorithm::signatureBytes).max().orElseThrow();
    }

    /// Whether a signature of this suite can have that many bytes.
    boolean signsIn(int bytes) {
        return algorithms().anyMatch(algorithm -> algorithm.signatureBytes() == bytes);
    }

    private Stream<Algorithm> algorithms() {
        return Stream.of(Algorithm.values()).filter(this::takes);
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
