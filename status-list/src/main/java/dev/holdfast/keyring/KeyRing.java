package dev.holdfast.keyring;

import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Experiment;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.MlDsaKey;
import dev.holdfast.sign.MlDsaSigner;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Signing keys by their ids. Immutable and thread-safe; it never shows a key.
public final class KeyRing {
    private final Map<KeyId, Signer> signers;

    private KeyRing(Map<KeyId, Signer> signers) {
        this.signers = Map.copyOf(signers);
    }

    /// Loads every key, or none.
    public static KeyRing open(List<KeySource> sources) throws KeyUnusable {
        Map<KeyId, Signer> signers = new LinkedHashMap<>();
        for (KeySource source : sources) {
            Signer signer = load(source);
            if (signers.put(signer.keyId(), signer) != null) {
                throw new KeyUnusable(source, "this key is named twice; name each key once");
            }
        }
        return new KeyRing(signers);
    }

    /// Loads one key. It is a [dev.holdfast.sign.CertifiedSigner] if certificates stand beside it, other than one that
    /// the key issued to itself.
    public static Signer load(KeySource source) throws KeyUnusable {
        return load(source, Set.of());
    }

    /// The same, of keys for experiments as well.
    public static Signer load(KeySource source, Set<Experiment> on) throws KeyUnusable {
        return switch (source) {
            case KeySource.InFile file -> load(file, on);
            case KeySource.InToken token -> TokenKeys.load(token);
        };
    }

    private static Signer load(KeySource.InFile source, Set<Experiment> on) throws KeyUnusable {
        byte[] content = KeyFile.read(source.path());
        try {
            return switch (KeyFile.kind(content)) {
                case JWK -> jwk(source, content, on);
                case PEM -> new PemKeys(source, on).signer(content);
                case DER -> Pkcs12Keys.load(source, content);
                case UNKNOWN -> throw new KeyUnusable(source, KeyFile.WHAT_IT_MAY_BE);
            };
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static Signer jwk(KeySource source, byte[] content, Set<Experiment> on) throws KeyUnusable {
        try {
            if (KeyFile.member(content, "kty").equals(MlDsaKey.KEY_TYPE)) {
                return MlDsaSigner.fromJwk(content, on);
            }
            return Curve.named(KeyFile.member(content, "crv")).isPresent()
                    ? EcdsaSigner.fromJwk(content)
                    : Ed25519Signer.fromJwk(content);
        } catch (Malformed e) {
            throw new KeyUnusable(source, e.getMessage() + "; a private JWK holds kty, crv, x (and y), d");
        }
    }

    /// Reads a public key from a file: a JWK, or PEM that holds a SubjectPublicKeyInfo or a certificate. A private key
    /// is refused: it does not belong where public ones are handed round.
    public static PublicKey publicKey(Path file) throws KeyUnusable {
        return publicKey(file, Set.of());
    }

    /// The same, of keys for experiments as well.
    public static PublicKey publicKey(Path file, Set<Experiment> on) throws KeyUnusable {
        byte[] content = KeyFile.read(file);
        try {
            return switch (KeyFile.kind(content)) {
                case JWK -> PublicKey.fromJwk(StrictJson.parseObject(content, "the public key"), on);
                case PEM -> new PemKeys(KeySource.InFile.of(file), on).publicKey(content);
                case DER, UNKNOWN ->
                    throw new KeyUnusable(file, "a public key is a JWK or PEM (PUBLIC KEY, CERTIFICATE)");
            };
        } catch (Malformed e) {
            throw new KeyUnusable(file, e.getMessage());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    public Optional<Signer> signer(KeyId id) {
        return Optional.ofNullable(signers.get(id));
    }

    public Set<KeyId> keyIds() {
        return signers.keySet();
    }

    @Override
    public String toString() {
        return "KeyRing" + signers.keySet();
    }
}
