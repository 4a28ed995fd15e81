package dev.holdfast.integrity;

import java.io.Serial;

/// A proof that proves nothing. The document is not to be used.
public final class ProofRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    ProofRefused(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    ProofRefused(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// The names of the specification (Data Integrity 1.0, section 4.7).
    public enum Problem {
        PROOF_VERIFICATION_ERROR,
        PROOF_TRANSFORMATION_ERROR,
        INVALID_DOMAIN_ERROR,
        INVALID_CHALLENGE_ERROR;

        /// `type` of problem details (RFC 9457).
        public String type() {
            return "https://w3id.org/security#" + name();
        }
    }
}
