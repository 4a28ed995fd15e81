package dev.holdfast.sign;

import dev.holdfast.layout.Malformed;

/// The signature algorithms, bound to a key and never chosen by a message (RFC 8725, section 3.1).
///
/// Rules version 1 knows the first two. A command, trust document or checkpoint that names another is refused as one
/// that names nothing known; tokens and credentials may be signed with any.
public enum Algorithm {
    /// Ed25519 (RFC 8032); deterministic, 64 bytes.
    EDDSA(1, "EdDSA", 64),
    /// ECDSA on P-256 with SHA-256, raw R‖S, 64 bytes (RFC 7518, section 3.4).
    ES256(2, "ES256", 64),
    /// ECDSA on P-384 with SHA-384, raw R‖S, 96 bytes (RFC 7518, section 3.4).
    ES384(0, "ES384", 96),
    /// ML-DSA-44 (FIPS 204) with an empty context, 2,420 bytes, named as in [MlDsaKey#SPECIFICATION].
    /// Experimental: there is no such key where it is not switched on, see [Experiment].
    ML_DSA_44(0, "ML-DSA-44", 2420);

    private final int code;
    private final String joseName;
    private final int signatureBytes;

    Algorithm(int code, String joseName, int signatureBytes) {
        this.code = code;
        this.joseName = joseName;
        this.signatureBytes = signatureBytes;
    }

    /// Whether keys of this kind may sign, and be listed in, what the fold decides upon under rules version 1.
    public boolean isOfRules() {
        return code != 0;
    }

    /// The number in envelopes.
    ///
    /// @throws IllegalStateException if it signs none
    public int code() {
        if (!isOfRules()) {
            throw new IllegalStateException(joseName + " signs no envelope");
        }
        return code;
    }

    /// `alg` in JOSE headers.
    public String joseName() {
        return joseName;
    }

    /// Bytes of every signature.
    public int signatureBytes() {
        return signatureBytes;
    }

    /// Whether a header of any issuer means this algorithm by `alg`: its name here, or the newer name of the same
    /// signatures, `Ed25519` (RFC 9864). We write the older one only.
    public boolean answersTo(String alg) {
        return joseName.equals(alg) || (this == EDDSA && alg.equals("Ed25519"));
    }

    /// By the one name that our own headers use; algorithms of the rules only.
    public static Algorithm named(String joseName) throws Malformed {
        for (Algorithm algorithm : values()) {
            if (algorithm.isOfRules() && algorithm.joseName.equals(joseName)) {
                return algorithm;
            }
        }
        throw new Malformed("alg is none of EdDSA, ES256");
    }

    /// By the number in envelopes; algorithms of the rules only.
    public static Algorithm coded(int code) throws Malformed {
        for (Algorithm algorithm : values()) {
            if (algorithm.isOfRules() && algorithm.code == code) {
                return algorithm;
            }
        }
        throw new Malformed("unknown signature algorithm " + code);
    }
}
