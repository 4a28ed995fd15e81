package dev.holdfast.sign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.util.Set;
import org.bouncycastle.pqc.crypto.mldsa.MLDSAParameters;
import org.bouncycastle.pqc.crypto.mldsa.MLDSAPublicKeyParameters;
import org.bouncycastle.pqc.crypto.mldsa.MLDSASigner;

/// An ML-DSA-44 key. [Experiment#ML_DSA_44]: there is none where that is not switched on.
public final class MlDsaKey implements PublicKey {
    /// The text that names and numbers are from.
    public static final String SPECIFICATION = "RFC 9964, ML-DSA for JOSE and COSE, May 2026";

    /// `kty` of its JWK: a key that belongs to the one algorithm it names.
    public static final String KEY_TYPE = "AKP";

    /// `alg` in COSE headers.
    public static final int COSE_ALGORITHM = -48;

    /// id-ml-dsa-44 (RFC 9881, section 2), dotted.
    public static final String OID = "2.16.840.1.101.3.4.3.17";

    /// Bytes of a public key.
    public static final int BYTES = 1312;

    private final Bytes encoded;
    private final MLDSAPublicKeyParameters prepared;
    private final Thumbprint thumbprint = new Thumbprint();

    /// @param encoded [#BYTES] bytes (FIPS 204, algorithm 22)
    /// @throws IllegalArgumentException for another length, or where the experiment is off
    public MlDsaKey(Bytes encoded, Set<Experiment> on) {
        requireOn(on);
        if (encoded.length() != BYTES) {
            throw new IllegalArgumentException("pub of an ML-DSA-44 key has " + BYTES + " bytes");
        }
        this.encoded = encoded;
        this.prepared = new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, encoded.toArray());
    }

    static MlDsaKey of(byte[] encoded, Set<Experiment> on) throws Malformed {
        try {
            return new MlDsaKey(Bytes.of(encoded), on);
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()), e);
        }
    }

    static void requireOn(Set<Experiment> on) {
        if (!on.contains(Experiment.ML_DSA_44)) {
            throw new IllegalArgumentException("ML-DSA-44 is experimental, and not switched on here");
        }
    }

    /// [#BYTES] bytes.
    public Bytes encoded() {
        return encoded;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ML_DSA_44;
    }

    @Override
    public ObjectNode toJwk() {
        return StrictJson.object()
                .put("kty", KEY_TYPE)
                .put("alg", Algorithm.ML_DSA_44.joseName())
                .put("pub", StrictJson.base64Url(encoded.toArray()));
    }

    @Override
    public KeyId keyId() {
        return thumbprint.of(this);
    }

    @Override
    public void verify(byte[] message, byte[] signature) throws BadSignature {
        if (signature.length != Algorithm.ML_DSA_44.signatureBytes()) {
            throw new BadSignature("an ML-DSA-44 signature has " + Algorithm.ML_DSA_44.signatureBytes() + " bytes");
        }
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(false, prepared);
        verifier.update(message, 0, message.length);
        if (!verifier.verifySignature(signature)) {
            throw new BadSignature("the ML-DSA-44 signature does not verify");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MlDsaKey that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    @Override
    public String toString() {
        return "MlDsaKey[" + keyId() + "]";
    }
}
