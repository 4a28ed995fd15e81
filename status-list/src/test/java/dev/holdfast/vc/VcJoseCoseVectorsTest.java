package dev.holdfast.vc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.format.CompactJws;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The 35 cases of the W3C suite for VC-JOSE-COSE. Ours to pass are those on credentials as a JWS or an SD-JWT with
/// the algorithms that we have; the others are told apart here by name, so that none is passed over in silence.
///
/// Two things in the inputs differ from the specifications. Their `iat` is a date as text, which is no NumericDate
/// (RFC 7519): VC-JOSE-COSE makes the payload a credential and not a set of claims, so it is not looked at. Their `kid`
/// is a bare thumbprint, which is allowed because `iss` stands in the payload.
class VcJoseCoseVectorsTest {
    private static final String FILE = "vc-jose-cose.json";
    private static final DataIntegrity SUITES = DataIntegrity.jcs(Contexts.bundled());
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /// Presentations and COSE are not formats of ours; P-521 is no curve of ours.
    private static final Set<Integer> OTHER_FORMATS =
            Set.of(3, 4, 7, 11, 14, 16, 19, 22, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35);

    private static final Set<Integer> OTHER_ALGORITHMS = Set.of(5, 18, 21);

    private static final Map<Integer, CredentialRefused.Reason> REFUSED = Map.of(
            9, CredentialRefused.Reason.OTHER_ALGORITHM,
            10, CredentialRefused.Reason.MALFORMED,
            12, CredentialRefused.Reason.BAD_SIGNATURE,
            13, CredentialRefused.Reason.OTHER_TYPE,
            15, CredentialRefused.Reason.MALFORMED,
            23, CredentialRefused.Reason.BAD_SIGNATURE,
            24, CredentialRefused.Reason.OTHER_TYPE);

    @Test
    @Conformance({"JOSE-1", "JOSE-2", "JOSE-3", "JOSE-4", "JOSE-5", "JOSE-6", "JOSE-7", "JOSE-9", "JOSE-11"})
    void the_cases_of_the_suite_come_out_as_it_expects() throws IOException, Malformed, CredentialRefused {
        ObjectNode file = Vectors.read(FILE);
        Set<Integer> done = new TreeSet<>();
        for (JsonNode test : StrictJson.elements(file, "tests", 100)) {
            int number = StrictJson.integer(test, "number", 1, 35);
            JsonNode input = file.get("inputs").get(StrictJson.text(test, "input_file"));
            JsonNode method = file.get("inputs").get(StrictJson.text(test, "key"));
            if (OTHER_FORMATS.contains(number)) {
                assertRefusedInEveryForm(number, input);
            } else if (OTHER_ALGORITHMS.contains(number)) {
                assertThatThrownBy(() -> PublicKey.fromJwk(method.get("publicKeyJwk")))
                        .as("case %d", number)
                        .isInstanceOf(Malformed.class)
                        .hasMessage("the key is none of Ed25519, P-256, P-384");
            } else if (StrictJson.text(test, "fn").equals("issue")) {
                assertIssued((ObjectNode) input, method);
            } else {
                assertVerified(number, input, method, StrictJson.text(test, "expected"));
            }
            done.add(number);
        }
        assertThat(done).hasSize(35);
    }

    @Test
    @Conformance({"JOSE-1", "JOSE-11"})
    void the_examples_of_jws_and_jwk_thumbprints_come_out() throws IOException, Malformed, BadSignature {
        JsonNode eddsa = StrictJson.child(Vectors.read("jws-core.json"), "eddsa");
        String jws = StrictJson.text(eddsa, "compact");
        Ed25519Signer signer = Ed25519Signer.fromJwk(StrictJson.write(eddsa.get("jwk")));
        assertThat(signer.keyId().value()).isEqualTo(StrictJson.text(eddsa, "thumbprint_sha256"));
        String input = jws.substring(0, jws.lastIndexOf('.'));
        assertThat(input + "." + StrictJson.base64Url(signer.sign(input.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(jws);
        JsonNode es256 = StrictJson.child(Vectors.read("jws-core.json"), "es256");
        EcdsaSigner p256 = EcdsaSigner.fromJwk(StrictJson.write(es256.get("jwk")));
        CompactJws.split(StrictJson.text(es256, "compact"), 4096).verify(p256.publicKey());
    }

    private static void assertVerified(int number, JsonNode input, JsonNode method, String expected)
            throws Malformed, CredentialRefused {
        byte[] bytes = (input.isTextual() ? input.textValue() : input.toString()).getBytes(StandardCharsets.UTF_8);
        SecuredVc form = number >= 20 ? SecuredVc.SD_JWT : SecuredVc.JWT;
        IssuerKeys keys = keys(method);
        if (expected.equals("success")) {
            VerifiedVc vc = form.verify(bytes, SUITES, keys, NOW).requireValid(NOW);
            assertThat(vc.document().issuer()).isEqualTo("https://example.issuer/vc-jose-cose");
        } else {
            assertThatThrownBy(() -> form.verify(bytes, SUITES, keys, NOW))
                    .as("case %d", number)
                    .isInstanceOfSatisfying(
                            CredentialRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(REFUSED.get(number)));
        }
    }

    private static void assertIssued(ObjectNode credential, JsonNode method) throws Malformed, CredentialRefused {
        Signer signer = EcdsaSigner.fromJwk(StrictJson.write(method.get("secretKeyJwk")));
        String name = StrictJson.text(method, "id");
        String jws = VcJwt.sign(StrictJson.write(credential), name, signer);
        JsonNode header = CompactJws.split(jws, 1 << 20).header();
        assertThat(header.toString())
                .isEqualTo("{\"alg\":\"" + signer.algorithm().joseName() + "\",\"cty\":\"vc\",\"kid\":\"" + name
                        + "\",\"typ\":\"vc+jwt\"}");
        IssuerKeys keys = (issuer, key) -> key.equals(name) ? Optional.of(signer.publicKey()) : Optional.empty();
        VerifiedVc vc = SecuredVc.JWT.verify(jws.getBytes(StandardCharsets.US_ASCII), SUITES, keys, NOW);
        assertThat(vc.document().json()).isEqualTo(credential);
    }

    private static void assertRefusedInEveryForm(int number, JsonNode input) {
        byte[] bytes = (input.isTextual() ? input.textValue() : input.toString()).getBytes(StandardCharsets.UTF_8);
        IssuerKeys keys = IssuerKeys.just(Ed25519Signer.ofSeed(new byte[32]).publicKey());
        for (SecuredVc form : List.of(SecuredVc.values())) {
            assertThatThrownBy(() -> form.verify(bytes, SUITES, keys, NOW))
                    .as("case %d as %s", number, form)
                    .isInstanceOf(CredentialRefused.class);
        }
    }

    /// The suite tells the verifier which key to use, whatever name the credential has for it.
    private static IssuerKeys keys(JsonNode method) throws Malformed {
        PublicKey key = PublicKey.fromJwk(method.get("publicKeyJwk"));
        String controller = StrictJson.text(method, "controller");
        return (issuer, _) -> issuer.equals(controller) ? Optional.of(key) : Optional.empty();
    }
}
