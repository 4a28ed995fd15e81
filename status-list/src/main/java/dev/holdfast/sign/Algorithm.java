package dev.holdfast.sign;

import dev.holdfast.layout.Malformed;

/// The signature algorithms, bound to a key and never chosen by a message (RFC 8725, section 3.1).
public enum Algorithm {
    /// Ed25519 (RFC 8032); deterministic, 64 bytes.
    EDDSA(1, "EdDSA"),
    /// ECDSA on P-256 with SHA-256, raw R‖S, 64 bytes (RFC 7518, section 3.4).
    ES256(2, "ES256");

    private final int code;
    private final String joseName;

    Algorithm(int code, String joseName) {
        this.code = code;
        this.joseName = joseName;
    }

    /// The number in envelopes.
    public int code() {
        return code;
    }

    /// `alg` in JOSE headers.
    public String joseName() {
        return joseName;
    }

    /// Whether a header of any issuer means this algorithm by `alg`: its name here, or the newer name of the same
    /// signatures, `Ed25519` (RFC 9864). We write the older one only.
    public boolean answersTo(String alg) {
        return joseName.equals(alg) || (this == EDDSA && alg.equals("Ed25519"));
    }

    /// By the one name that our own headers use.
    public static Algorithm named(String joseName) throws Malformed {
        for (Algorithm algorithm : values()) {
            if (algorithm.joseName.equals(joseName)) {
                return algorithm;
            }
        }
        throw new Malformed("alg is none of EdDSA, ES256");
    }

    public static Algorithm coded(int code) throws Malformed {
        for (Algorithm algorithm : values()) {
            if (algorithm.code == code) {
                return algorithm;
            }
        }
        throw new Malformed("unknown signature algorithm " + code);
    }
}
