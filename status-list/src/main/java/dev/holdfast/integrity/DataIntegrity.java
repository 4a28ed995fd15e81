package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.Cryptosuite.Form;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.issuer.Multibase;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.Signer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Adds proofs to JSON documents and verifies them. Immutable and thread-safe.
public final class DataIntegrity {
    private final Contexts contexts;
    private final Map<Form, Canonicalization> forms;

    private DataIntegrity(Contexts contexts, Map<Form, Canonicalization> forms) {
        this.contexts = contexts;
        this.forms = forms;
    }

    /// Knows the suites on JSON (`-jcs-`), which need nothing but this library.
    public static DataIntegrity jcs(Contexts contexts) {
        return new DataIntegrity(
                contexts, new EnumMap<>(Map.of(Form.JCS, (document, _) -> Jcs.canonicalize(document))));
    }

    /// Knows the suites on RDF (`-rdfc-`) as well.
    ///
    /// @param rdf makes canonical N-Quads with the same contexts, such as `RdfCanonicalization` of the package
    ///     `dev.holdfast.jsonld`
    public DataIntegrity andRdf(Canonicalization rdf) {
        Map<Form, Canonicalization> more = new EnumMap<>(forms);
        more.put(Form.RDFC, rdf);
        return new DataIntegrity(contexts, more);
    }

    /// A copy of a document with a proof.
    ///
    /// @param document without a proof, with known contexts only
    /// @throws Malformed if the document has no canonical form
    /// @throws IllegalArgumentException if it has a proof already, or the suite is unknown here or not for this key
    public ObjectNode sign(ObjectNode document, ProofOptions options, Signer signer) throws Malformed {
        Cryptosuite suite = options.cryptosuite();
        if (document.has("proof")) {
            throw new IllegalArgumentException("the document has a proof already");
        }
        if (!suite.takes(signer.algorithm()) || !forms.containsKey(suite.form())) {
            throw new IllegalArgumentException(suite.wireName() + " is not for this key, or not known here");
        }
        contexts.requireKnown(document);
        ObjectNode proof = options.toJson();
        if (suite.form() == Form.JCS) {
            proof.set("@context", document.get("@context"));
        }
        byte[] signature =
                signer.sign(hashes(document, proof, suite, signer.algorithm()).combined());
        ObjectNode signed = document.deepCopy();
        signed.set("proof", proof.put("proofValue", Multibase.base58btc(signature)));
        return signed;
    }

    /// Verifies all proofs of a document: each on its own, each after those that it builds upon (`previousProof`).
    /// At least one must be the issuer's. The keys are the caller's choice; a document cannot bring any.
    ///
    /// @return what verified, in the order of the document; never empty
    public List<VerifiedProof> verify(ObjectNode document, Expectation expected, IssuerKeys keys) throws ProofRefused {
        return new ProofSet(this, document, expected, keys).verify();
    }

    Contexts contexts() {
        return contexts;
    }

    Optional<Canonicalization> form(Cryptosuite suite) {
        return Optional.ofNullable(forms.get(suite.form()));
    }

    /// Both hashes of what a proof signs.
    ///
    /// @param document without the proof
    /// @param options the proof without its value
    /// @param algorithm of the key: it chooses the hash
    Hashes hashes(ObjectNode document, ObjectNode options, Cryptosuite suite, Algorithm algorithm) throws Malformed {
        Canonicalization form = form(suite).orElseThrow(() -> new Malformed(suite.wireName() + " is not known here"));
        ObjectNode configuration = options.deepCopy();
        if (suite.form() == Form.RDFC) {
            configuration.set("@context", document.get("@context"));
        }
        return new Hashes(
                Bytes.of(digestFor(algorithm).digest(form.canonicalize(configuration, algorithm))),
                Bytes.of(digestFor(algorithm).digest(form.canonicalize(document, algorithm))));
    }

    /// A new digest by the key that signs: SHA-384 for P-384, SHA-256 for all others (ECDSA Cryptosuites v1.0 and EdDSA
    /// Cryptosuites v1.0, each section 3). For hashing what is signed and for telling blank nodes apart.
    ///
    /// @throws IllegalArgumentException if no suite signs by the algorithm
    public static MessageDigest digestFor(Algorithm algorithm) {
        return switch (algorithm) {
            case EDDSA, ES256 -> Hash.sha256();
            case ES384 -> Curve.P384.digest();
            case ML_DSA_44 -> throw new IllegalArgumentException("no suite signs with ML-DSA-44");
        };
    }

    /// What is signed, in this order.
    record Hashes(Bytes options, Bytes document) {
        byte[] combined() {
            byte[] both = Arrays.copyOf(options.toArray(), options.length() + document.length());
            System.arraycopy(document.toArray(), 0, both, options.length(), document.length());
            return both;
        }
    }
}
