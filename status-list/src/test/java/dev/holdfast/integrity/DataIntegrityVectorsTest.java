package dev.holdfast.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.integrity.Cryptosuite.Form;
import dev.holdfast.integrity.ProofRefused.Problem;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.issuer.Multibase;
import dev.holdfast.issuer.Multikey;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The test vectors of the EdDSA and ECDSA cryptosuites, step by step.
class DataIntegrityVectorsTest {
    private static final Contexts CONTEXTS = TestContexts.all();
    private static final DataIntegrity SUITES = DataIntegrity.jcs(CONTEXTS).andRdf(new RdfCanonicalization(CONTEXTS));
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /// Whoever the vectors let sign: their issuers are examples, and name no key.
    private static final IssuerKeys AS_NAMED = (_, name) -> {
        try {
            return Optional.of(Did.resolve(name.substring(0, name.indexOf('#'))));
        } catch (Malformed e) {
            throw new AssertionError(name, e);
        }
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "di-eddsa-jcs-2022",
                "di-eddsa-rdfc-2022",
                "di-eddsa-rdfc-2022-employ",
                "di-ecdsa-jcs-2019-p256",
                "di-ecdsa-rdfc-2019-p256",
                "di-ecdsa-jcs-2019-p384",
                "di-ecdsa-rdfc-2019-p384"
            })
    @Conformance({"DI-1", "DI-4", "DI-5", "DI-6", "DI-7", "DI-8"})
    void each_step_of_a_proof_is_that_of_the_vector(String file) throws IOException, Malformed, ProofRefused {
        ObjectNode vector = Vectors.read(file + ".json");
        ObjectNode unsigned = (ObjectNode) StrictJson.child(vector, "unsigned");
        ObjectNode options = (ObjectNode) StrictJson.child(vector, "proof_options");
        Cryptosuite suite =
                Cryptosuite.named(StrictJson.text(vector, "cryptosuite")).orElseThrow();
        Canonicalization form = SUITES.form(suite).orElseThrow();

        Algorithm algorithm = keyOf(vector).algorithm();
        assertThat(form.canonicalize(unsigned, algorithm))
                .asString()
                .isEqualTo(StrictJson.text(vector, "canonical_document"));
        ObjectNode configuration = options.deepCopy();
        configuration.set("@context", unsigned.get("@context"));
        assertThat(form.canonicalize(configuration, algorithm))
                .asString()
                .isEqualTo(StrictJson.text(vector, "canonical_proof_options"));

        DataIntegrity.Hashes hashes = SUITES.hashes(unsigned, options, suite, algorithm);
        assertThat(hashes.document()).isEqualTo(bytes(vector, "doc_hash"));
        assertThat(hashes.options()).isEqualTo(bytes(vector, "proof_hash"));
        assertThat(Bytes.of(hashes.combined()).toHex()).isEqualTo(StrictJson.text(vector, "combined_hash"));

        ObjectNode signed = (ObjectNode) StrictJson.child(vector, "signed");
        List<VerifiedProof> proofs = SUITES.verify(signed, expectation(signed), AS_NAMED);
        assertThat(proofs).hasSize(1);
        assertThat(proofs.getFirst().cryptosuite()).isEqualTo(suite);
        assertThat(proofs.getFirst().byIssuer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"di-eddsa-jcs-2022", "di-eddsa-rdfc-2022", "di-eddsa-rdfc-2022-employ"})
    @Conformance({"DI-4", "DI-5", "DI-7"})
    void an_ed25519_proof_is_made_byte_for_byte(String file) throws IOException, Malformed {
        ObjectNode vector = Vectors.read(file + ".json");
        ObjectNode made = SUITES.sign(
                (ObjectNode) StrictJson.child(vector, "unsigned"),
                options(vector),
                ed25519(StrictJson.text(StrictJson.child(vector, "key"), "privateKeyMultibase")));
        assertThat(made.get("proof").get("proofValue").textValue()).isEqualTo(StrictJson.text(vector, "proof_value"));
        assertThat(made).isEqualTo(vector.get("signed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "di-ecdsa-jcs-2019-p256",
                "di-ecdsa-rdfc-2019-p256",
                "di-ecdsa-jcs-2019-p384",
                "di-ecdsa-rdfc-2019-p384"
            })
    @Conformance({"DI-4", "DI-8"})
    void an_ecdsa_proof_is_made_and_verifies(String file) throws IOException, Malformed, ProofRefused {
        ObjectNode vector = Vectors.read(file + ".json");
        ObjectNode made =
                SUITES.sign((ObjectNode) StrictJson.child(vector, "unsigned"), options(vector), ecdsa(vector));
        assertThat(SUITES.verify(made, expectation(made), AS_NAMED)).hasSize(1);
        ObjectNode withoutValue = made.deepCopy();
        ((ObjectNode) withoutValue.get("proof")).remove("proofValue");
        ObjectNode ofVector = (ObjectNode) vector.get("signed").deepCopy();
        ((ObjectNode) ofVector.get("proof")).remove("proofValue");
        assertThat(withoutValue).isEqualTo(ofVector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"di-ecdsa-jcs-2019-p256", "di-ecdsa-rdfc-2019-p384"})
    @Conformance({"DI-4", "DI-8", "DI-12"})
    void a_proof_of_one_curve_is_none_of_the_other(String file) throws IOException, Malformed {
        ObjectNode signed = (ObjectNode) StrictJson.child(Vectors.read(file + ".json"), "signed");
        boolean p256 = file.endsWith("p256");
        IssuerKeys other = IssuerKeys.just(EcdsaSigner.generate(p256 ? Curve.P384 : Curve.P256, new SecureRandom())
                .publicKey());
        assertThatThrownBy(() -> SUITES.verify(signed, expectation(signed), (_, name) -> other.find("", name)))
                .isInstanceOfSatisfying(
                        ProofRefused.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.PROOF_VERIFICATION_ERROR))
                .hasMessage(p256 ? "an ES384 signature has 96 bytes" : "an ES256 signature has 64 bytes");
    }

    @Test
    @Conformance("DI-10")
    void proof_sets_and_chains_verify_in_the_order_that_they_name() throws IOException, Malformed, ProofRefused {
        ObjectNode vectors = Vectors.read("di-proof-sets-and-chains.json");
        int count = 0;
        for (String name : List.of("signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2")) {
            ObjectNode signed = (ObjectNode) StrictJson.child(vectors, name);
            List<VerifiedProof> proofs = SUITES.verify(signed, expectation(signed), AS_NAMED);
            assertThat(proofs).as(name).hasSize(++count);
        }
    }

    @Test
    @Conformance("DI-10")
    void a_chain_does_not_hold_without_its_links() throws IOException, Malformed {
        ObjectNode vectors = Vectors.read("di-proof-sets-and-chains.json");
        ObjectNode chain = (ObjectNode) StrictJson.child(vectors, "signedProofChain2");
        for (int i = 0; i < 3; i++) {
            ObjectNode broken = chain.deepCopy();
            ((com.fasterxml.jackson.databind.node.ArrayNode) broken.get("proof")).remove(i);
            assertThatThrownBy(() -> SUITES.verify(broken, expectation(broken), AS_NAMED))
                    .isInstanceOf(ProofRefused.class)
                    .hasMessage("previousProof names no proof that could be verified before");
        }
        // A link that is another proof than the one that was signed over.
        ObjectNode changed = chain.deepCopy();
        ObjectNode first = (ObjectNode) changed.get("proof").get(0);
        String id = first.get("id").textValue();
        first.put("id", "urn:uuid:00000000-0000-4000-8000-000000000000");
        assertThatThrownBy(() -> SUITES.verify(changed, expectation(changed), AS_NAMED))
                .isInstanceOf(ProofRefused.class);
        first.put("id", id);
        assertThat(changed).isEqualTo(chain);
    }

    @Test
    void the_keys_of_the_vectors_are_read() throws IOException, Malformed {
        int count = 0;
        JsonNode pairs = StrictJson.child(Vectors.read("di-proof-sets-and-chains.json"), "multiKeyPairs");
        for (JsonNode pair : pairs) {
            Ed25519Signer signer = ed25519(StrictJson.text(pair, "privateKeyMultibase"));
            assertThat(Multikey.write(signer.publicKey())).isEqualTo(StrictJson.text(pair, "publicKeyMultibase"));
            count++;
        }
        assertThat(count).isEqualTo(4);
    }

    private static Expectation expectation(ObjectNode document) throws Malformed {
        JsonNode issuer = document.get("issuer");
        return Expectation.of(issuer.isObject() ? StrictJson.text(issuer, "id") : issuer.textValue(), NOW);
    }

    private static ProofOptions options(ObjectNode vector) throws Malformed {
        JsonNode options = StrictJson.child(vector, "proof_options");
        return new ProofOptions(
                Cryptosuite.named(StrictJson.text(vector, "cryptosuite")).orElseThrow(),
                StrictJson.text(options, "verificationMethod"),
                Instant.parse(StrictJson.text(options, "created")),
                Optional.empty());
    }

    private static Bytes bytes(JsonNode vector, String member) throws Malformed {
        return Bytes.of(HexFormat.of().parseHex(StrictJson.text(vector, member)));
    }

    /// Multicodec 0x1300, then the seed.
    private static Ed25519Signer ed25519(String multikey) throws Malformed {
        byte[] bytes = Multibase.readBase58btc(multikey, "the key", 34);
        return Ed25519Signer.ofSeed(Arrays.copyOfRange(bytes, 2, 34));
    }

    private static PublicKey keyOf(ObjectNode vector) throws Malformed {
        String method = StrictJson.text(StrictJson.child(vector, "proof_options"), "verificationMethod");
        return Did.resolve(method.substring(0, method.indexOf('#')));
    }

    /// Multicodec 0x1306 or 0x1307, then the scalar.
    private static Signer ecdsa(ObjectNode vector) throws Malformed {
        JsonNode key = StrictJson.child(vector, "key");
        byte[] bytes = Multibase.readBase58btc(StrictJson.text(key, "secretKeyMultibase"), "the key", 50);
        ObjectNode jwk =
                Multikey.read(StrictJson.text(key, "publicKeyMultibase")).toJwk();
        jwk.put("d", StrictJson.base64Url(Arrays.copyOfRange(bytes, 2, bytes.length)));
        return EcdsaSigner.fromJwk(StrictJson.write(jwk));
    }

    @Test
    void the_forms_are_those_of_the_suites() {
        assertThat(DataIntegrity.jcs(CONTEXTS).form(Cryptosuite.EDDSA_RDFC_2022))
                .isEmpty();
        assertThat(Cryptosuite.EDDSA_RDFC_2022.form()).isEqualTo(Form.RDFC);
    }
}
