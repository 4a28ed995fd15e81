package dev.holdfast.sign;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.pqc.crypto.mldsa.MLDSAParameters;
import org.bouncycastle.pqc.crypto.mldsa.MLDSAPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.mldsa.MLDSASigner;

/// Signs with an ML-DSA-44 private key held in memory, by the deterministic variant of FIPS 204, so that a signature
/// repeats byte for byte. Safe for concurrent use. [Experiment#ML_DSA_44].
public final class MlDsaSigner implements Signer {
    /// Bytes of the seed that a private key is kept as.
    public static final int SEED_BYTES = 32;

    private final MLDSAPrivateKeyParameters secret;
    private final MlDsaKey publicKey;
    private final KeyId keyId;

    private MlDsaSigner(byte[] seed, Set<Experiment> on) {
        this.secret = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed.clone());
        this.publicKey = new MlDsaKey(Bytes.of(secret.getPublicKey()), on);
        this.keyId = publicKey.keyId();
    }

    /// Makes a new key.
    ///
    /// @throws IllegalArgumentException where the experiment is off
    public static MlDsaSigner generate(SecureRandom random, Set<Experiment> on) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        try {
            return ofSeed(seed, on);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// The key of a seed (FIPS 204, algorithm 6).
    ///
    /// @throws IllegalArgumentException for any length but [#SEED_BYTES], or where the experiment is off
    public static MlDsaSigner ofSeed(byte[] seed, Set<Experiment> on) {
        MlDsaKey.requireOn(on);
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an ML-DSA seed has " + SEED_BYTES + " bytes");
        }
        return new MlDsaSigner(seed, on);
    }

    /// Reads a private JWK (RFC 9964, section 3) from its bytes.
    public static MlDsaSigner fromJwk(byte[] utf8, Set<Experiment> on) throws Malformed {
        if (PrivateJwk.read(utf8, on) instanceof MlDsaSigner signer) {
            return signer;
        }
        throw new Malformed("the private key is not an ML-DSA-44 key");
    }

    /// The private JWK: whoever reads it can sign.
    public byte[] toPrivateJwk() {
        byte[] seed = secret.getSeed();
        try {
            return PrivateJwk.write(this, seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    @Override
    public KeyId keyId() {
        return keyId;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.ML_DSA_44;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, secret);
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("ML-DSA signs whatever it is given", e);
        }
    }

    @Override
    public String toString() {
        return "MlDsaSigner[" + keyId + "]";
    }
}
