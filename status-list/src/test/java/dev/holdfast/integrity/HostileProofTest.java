package dev.holdfast.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.integrity.ProofRefused.Problem;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.issuer.Multibase;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents whose proofs must not hold, each for its own reason, beside the same document untouched, which does.
class HostileProofTest {
    private static final Contexts CONTEXTS = TestContexts.all();
    private static final DataIntegrity SUITES = DataIntegrity.jcs(CONTEXTS).andRdf(new RdfCanonicalization(CONTEXTS));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Ed25519Signer ED25519 = Ed25519Signer.ofSeed(new byte[32]);
    private static final EcdsaSigner P256 = EcdsaSigner.generate(Curve.P256, new SecureRandom());
    private static final String ISSUER = Did.key(ED25519.publicKey());
    private static final String NOT_VERIFIED = "the Ed25519 signature does not verify";

    static Stream<Arguments> proofs() {
        return Stream.of(
                proof("no proof", doc -> doc.remove("proof"), "the document has no proof"),
                proof("an empty proof set", doc -> doc.putArray("proof"), "the document has no proof"),
                proof("a proof that is a string", doc -> doc.put("proof", "z"), "a proof is not an object"),
                inProof("no type", proof -> proof.remove("type"), "type is not a string"),
                inProof(
                        "another type",
                        proof -> proof.put("type", "Ed25519Signature2020"),
                        "type of the proof is not DataIntegrityProof"),
                inProof("no cryptosuite", proof -> proof.remove("cryptosuite"), "cryptosuite is not a string"),
                inProof("an unknown suite", proof -> proof.put("cryptosuite", "bbs-2023"), "cryptosuite is not known"),
                inProof(
                        "a suite for other keys",
                        proof -> proof.put("cryptosuite", "ecdsa-jcs-2019"),
                        "cryptosuite is not for keys of this kind"),
                inProof("a suite renamed", proof -> proof.put("cryptosuite", "eddsa-rdfc-2022"), NOT_VERIFIED),
                inProof("no purpose", proof -> proof.remove("proofPurpose"), "proofPurpose is not a string"),
                inProof(
                        "another purpose",
                        proof -> proof.put("proofPurpose", "authentication"),
                        "proofPurpose is not assertionMethod"),
                inProof(
                        "no verification method",
                        proof -> proof.remove("verificationMethod"),
                        "verificationMethod is not a string"),
                inProof(
                        "a verification method without a name",
                        proof -> proof.put("verificationMethod", ""),
                        "verificationMethod is not an absolute URL"),
                inProof(
                        "a verification method of another DID",
                        proof -> proof.put("verificationMethod", method(Did.key(P256.publicKey()))),
                        "cryptosuite is not for keys of this kind"),
                inProof(
                        "a verification method nobody knows",
                        proof -> proof.put("verificationMethod", "https://example.com/keys#1"),
                        "verificationMethod is not a key that is known to make assertions"),
                inProof(
                        "a verification method with another fragment",
                        proof -> proof.put("verificationMethod", ISSUER + "#0"),
                        "verificationMethod is not a key that is known to make assertions"),
                inProof(
                        "created is no time",
                        proof -> proof.put("created", "yesterday"),
                        "created is not a dateTimeStamp"),
                inProof(
                        "created without a time zone",
                        proof -> proof.put("created", "2026-03-01T12:00:00"),
                        "created is not a dateTimeStamp"),
                inProof(
                        "created on the 30th of February",
                        proof -> proof.put("created", "2026-02-30T12:00:00Z"),
                        "created is not a dateTimeStamp"),
                inProof("created later", proof -> proof.put("created", "2026-03-01T12:00:01Z"), NOT_VERIFIED),
                inProof("expires is a number", proof -> proof.put("expires", 1_800_000_000), "expires is not a string"),
                inProof("expiry added", proof -> proof.put("expires", "2027-03-01T12:00:00Z"), NOT_VERIFIED),
                inProof("no value", proof -> proof.remove("proofValue"), "proofValue is not a string"),
                inProof(
                        "a value without prefix",
                        proof -> proof.put(
                                "proofValue",
                                proof.get("proofValue").textValue().substring(1)),
                        null),
                inProof(
                        "a value in base64url",
                        proof -> proof.put("proofValue", "u" + StrictJson.base64Url(new byte[64])),
                        "proofValue is not base58btc with the prefix z"),
                inProof(
                        "a value of 63 bytes",
                        proof -> proof.put("proofValue", Multibase.base58btc(filled(63))),
                        "proofValue has not the length of a signature of eddsa-jcs-2022"),
                inProof(
                        "a value of 96 bytes",
                        proof -> proof.put("proofValue", Multibase.base58btc(filled(96))),
                        "proofValue is longer than 64 bytes"),
                inProof(
                        "a value of zeros",
                        proof -> proof.put("proofValue", Multibase.base58btc(new byte[64])),
                        NOT_VERIFIED),
                inProof("a member added", proof -> proof.put("nonce", "n"), NOT_VERIFIED),
                inProof("a domain added", proof -> proof.put("domain", "example.com"), NOT_VERIFIED),
                inProof(
                        "a domain of numbers",
                        proof -> proof.putArray("domain").add(1),
                        "domain is neither a string nor an array of strings"),
                inProof(
                        "a proof before that is not there",
                        proof -> proof.put("previousProof", "urn:uuid:1"),
                        "previousProof names no proof that could be verified before"),
                inProof(
                        "a proof before itself",
                        proof -> proof.put("id", "urn:uuid:1").put("previousProof", "urn:uuid:1"),
                        "previousProof names no proof that could be verified before"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("proofs")
    @Conformance({"DI-1", "DI-2", "DI-3", "DI-4", "DI-9", "DI-10", "DI-12"})
    void a_proof_is_refused_and_the_one_it_was_made_from_is_not(
            String what, Consumer<ObjectNode> change, String message) throws Malformed {
        ObjectNode good = signed(Cryptosuite.EDDSA_JCS_2022);
        assertThatCode(() -> verify(good)).doesNotThrowAnyException();
        change.accept(good);
        assertThatThrownBy(() -> verify(good))
                .as(what)
                .isInstanceOf(ProofRefused.class)
                .satisfies(refused -> {
                    assertThat(((ProofRefused) refused).problem()).isEqualTo(Problem.PROOF_VERIFICATION_ERROR);
                    if (message != null) {
                        assertThat(refused).hasMessage(message);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"DI-5", "DI-11", "DI-12"})
    void a_document_that_was_changed_is_refused_under_every_suite(Cryptosuite suite) throws Malformed {
        assertThatCode(() -> verify(signed(suite))).doesNotThrowAnyException();
        assertRefused(suite, doc -> doc.put("name", "Another name"), "does not verify");
        assertRefused(suite, doc -> doc.remove("name"), "does not verify");
        assertRefused(suite, doc -> doc.put("description", "added"), "does not verify");
        assertRefused(suite, doc -> subject(doc).put("id", "did:example:other"), "does not verify");
        assertRefused(suite, doc -> context(doc).add(Contexts.STATUS_V1).remove(0), "does not");
        assertRefused(
                suite,
                doc -> context(doc).add("https://example.com/context"),
                "@context names a context that is not known here");
        assertRefused(
                suite,
                doc -> context(doc).addObject().put("name", "https://schema.org/name"),
                "@context names a context that is not known here");
        assertRefused(
                suite,
                doc -> subject(doc).putArray("@context").add(Contexts.STATUS_V1),
                "@context stands inside of the document");
        assertRefused(suite, doc -> doc.put("@context", Contexts.CREDENTIALS_V2), "@context is not an array");
        assertRefused(suite, doc -> doc.remove("@context"), "@context is not an array");
    }

    @Test
    @Conformance("DI-6")
    void the_contexts_of_a_json_document_begin_with_those_of_its_proof() throws Malformed, ProofRefused {
        ObjectNode more = signed(Cryptosuite.EDDSA_JCS_2022);
        context(more).add(Contexts.STATUS_V1);
        assertThat(verify(more)).isNotEmpty();
        ObjectNode before = signed(Cryptosuite.EDDSA_JCS_2022);
        context(before).insert(0, Contexts.STATUS_V1);
        assertTransformation(before, "@context of the document does not begin with that of the proof");
        ObjectNode fewer = signed(Cryptosuite.EDDSA_JCS_2022);
        context(fewer).remove(1);
        assertTransformation(fewer, "@context of the document does not begin with that of the proof");
        ObjectNode text = signed(Cryptosuite.EDDSA_JCS_2022);
        ((ObjectNode) text.get("proof")).put("@context", Contexts.CREDENTIALS_V2);
        assertTransformation(text, "@context of the document does not begin with that of the proof");
    }

    @Test
    @Conformance("DI-2")
    void a_proof_holds_until_it_expires() throws Malformed, ProofRefused {
        ProofOptions options =
                new ProofOptions(Cryptosuite.EDDSA_JCS_2022, method(ISSUER), NOON, Optional.of(NOON.plusSeconds(10)));
        ObjectNode signed = SUITES.sign(document(), options, ED25519);
        assertThat(SUITES.verify(signed, Expectation.of(ISSUER, NOON.plusMillis(9_999)), IssuerKeys.dids()))
                .hasSize(1);
        assertThatThrownBy(() -> SUITES.verify(signed, Expectation.of(ISSUER, NOON.plusSeconds(10)), IssuerKeys.dids()))
                .isInstanceOf(ProofRefused.class)
                .hasMessage("the proof expired at 2026-03-01T12:00:10Z");
    }

    @Test
    @Conformance("DI-9")
    void a_proof_for_another_domain_or_challenge_is_refused_by_name() throws Malformed, ProofRefused {
        ObjectNode proof =
                new ProofOptions(Cryptosuite.EDDSA_JCS_2022, method(ISSUER), NOON, Optional.empty()).toJson();
        proof.putArray("domain").add("a.example").add("b.example");
        proof.put("challenge", "42");
        proof.set("@context", document().get("@context"));
        ObjectNode signed = document();
        byte[] value = ED25519.sign(SUITES.hashes(signed, proof, Cryptosuite.EDDSA_JCS_2022, Algorithm.EDDSA)
                .combined());
        signed.set("proof", proof.put("proofValue", Multibase.base58btc(value)));

        assertThat(SUITES.verify(signed, expecting("b.example", "42"), IssuerKeys.dids()))
                .hasSize(1);
        assertThat(verify(signed)).hasSize(1);
        assertProblem(signed, expecting("c.example", "42"), Problem.INVALID_DOMAIN_ERROR);
        assertProblem(signed, expecting("b.example", "43"), Problem.INVALID_CHALLENGE_ERROR);
        assertProblem(signedPlain(), expecting("b.example", "42"), Problem.INVALID_DOMAIN_ERROR);
        assertThat(Problem.INVALID_DOMAIN_ERROR.type()).isEqualTo("https://w3id.org/security#INVALID_DOMAIN_ERROR");
    }

    @Test
    @Conformance({"DI-3", "DI-10"})
    void a_proof_of_somebody_else_is_not_enough() throws Malformed, ProofRefused {
        String witness = Did.key(P256.publicKey());
        ObjectNode byWitness = SUITES.sign(
                document(),
                new ProofOptions(Cryptosuite.ECDSA_JCS_2019, method(witness), NOON, Optional.empty()),
                P256);
        assertThatThrownBy(() -> verify(byWitness))
                .isInstanceOf(ProofRefused.class)
                .hasMessage("no proof is by a key of the issuer");
        ObjectNode both = signed(Cryptosuite.EDDSA_RDFC_2022);
        both.putArray("proof")
                .add(signed(Cryptosuite.EDDSA_RDFC_2022).get("proof"))
                .add(byWitness.get("proof"));
        assertThat(verify(both)).extracting(VerifiedProof::byIssuer).containsExactly(true, false);
        ((ObjectNode) both.get("proof").get(1)).put("created", "2026-03-01T12:00:01Z");
        assertThatThrownBy(() -> verify(both))
                .isInstanceOf(ProofRefused.class)
                .hasMessage("the ES256 signature does not verify");
    }

    @Test
    @Conformance("DI-10")
    void proofs_have_ids_of_their_own_and_are_few() throws Malformed {
        ObjectNode twins = signed(Cryptosuite.EDDSA_JCS_2022);
        ObjectNode proof = (ObjectNode) twins.get("proof");
        proof.put("id", "urn:uuid:1");
        twins.putArray("proof").add(proof).add(proof.deepCopy());
        assertThatThrownBy(() -> verify(twins)).hasMessage("two proofs have one id");
        ArrayNode many = twins.putArray("proof");
        for (int i = 0; i < 9; i++) {
            many.add(proof.deepCopy().put("id", "urn:uuid:" + i));
        }
        assertThatThrownBy(() -> verify(twins)).hasMessage("proof has more than 8 elements");
    }

    @Test
    void a_document_is_signed_once_and_with_the_right_key() throws Malformed {
        ProofOptions options = new ProofOptions(Cryptosuite.ECDSA_JCS_2019, method(ISSUER), NOON, Optional.empty());
        assertThatIllegalArgumentException().isThrownBy(() -> SUITES.sign(document(), options, ED25519));
        ObjectNode signed = signed(Cryptosuite.EDDSA_JCS_2022);
        ProofOptions good = new ProofOptions(Cryptosuite.EDDSA_JCS_2022, method(ISSUER), NOON, Optional.empty());
        assertThatIllegalArgumentException().isThrownBy(() -> SUITES.sign(signed, good, ED25519));
        DataIntegrity jcsOnly = DataIntegrity.jcs(CONTEXTS);
        ProofOptions rdf = new ProofOptions(Cryptosuite.EDDSA_RDFC_2022, method(ISSUER), NOON, Optional.empty());
        assertThatIllegalArgumentException().isThrownBy(() -> jcsOnly.sign(document(), rdf, ED25519));
        ObjectNode bySomebodyElse = signed(Cryptosuite.EDDSA_RDFC_2022);
        assertThatThrownBy(() -> jcsOnly.verify(bySomebodyElse, Expectation.of(ISSUER, NOON), IssuerKeys.dids()))
                .isInstanceOf(ProofRefused.class)
                .hasMessage("cryptosuite is not known here");
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }

    private static Arguments proof(String what, Consumer<ObjectNode> change, String message) {
        return Arguments.of(what, change, message);
    }

    private static Arguments inProof(String what, Consumer<ObjectNode> change, String message) {
        return proof(what, doc -> change.accept((ObjectNode) doc.get("proof")), message);
    }

    private static Expectation expecting(String domain, String challenge) {
        return new Expectation(ISSUER, NOON, Optional.of(domain), Optional.of(challenge));
    }

    private static void assertProblem(ObjectNode document, Expectation expected, Problem problem) {
        assertThatThrownBy(() -> SUITES.verify(document, expected, IssuerKeys.dids()))
                .isInstanceOfSatisfying(
                        ProofRefused.class,
                        refused -> assertThat(refused.problem()).isEqualTo(problem));
    }

    private static void assertTransformation(ObjectNode document, String message) {
        assertThatThrownBy(() -> verify(document))
                .isInstanceOfSatisfying(
                        ProofRefused.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.PROOF_TRANSFORMATION_ERROR))
                .hasMessage(message);
    }

    private static void assertRefused(Cryptosuite suite, Consumer<ObjectNode> change, String message) throws Malformed {
        ObjectNode document = signed(suite);
        change.accept(document);
        assertThatThrownBy(() -> verify(document))
                .as(suite + ": " + document)
                .isInstanceOf(ProofRefused.class)
                .hasMessageContaining(message);
    }

    private static java.util.List<VerifiedProof> verify(ObjectNode document) throws ProofRefused {
        String issuer = document.get("issuer").textValue();
        return SUITES.verify(document, Expectation.of(issuer, NOON), IssuerKeys.dids());
    }

    private static ObjectNode subject(ObjectNode document) {
        return (ObjectNode) document.get("credentialSubject");
    }

    private static ArrayNode context(ObjectNode document) {
        return (ArrayNode) document.get("@context");
    }

    private static String method(String did) {
        return Did.verificationMethod(did);
    }

    private static ObjectNode signedPlain() throws Malformed {
        return signed(Cryptosuite.EDDSA_JCS_2022);
    }

    private static ObjectNode signed(Cryptosuite suite) throws Malformed {
        Signer signer = suite.takes(ED25519.algorithm()) ? ED25519 : P256;
        String issuer = Did.key(signer.publicKey());
        ProofOptions options = new ProofOptions(suite, method(issuer), NOON, Optional.empty());
        return SUITES.sign(document().put("issuer", issuer), options, signer);
    }

    private static ObjectNode document() throws Malformed {
        return StrictJson.parseObject("""
                {"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],\
                "id":"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33","type":["VerifiableCredential"],\
                "issuer":"%s","name":"A name","validFrom":"2026-03-01T12:00:00Z",\
                "credentialSubject":{"id":"did:example:abc","alumniOf":"The School"}}""".formatted(ISSUER).getBytes(StandardCharsets.UTF_8), "the document");
    }
}
