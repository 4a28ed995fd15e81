package dev.holdfast.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Credentials that must not be accepted, each for its own reason, each beside a twin that is.
class HostileCredentialTest {
    private static final String NAME = Credentials.NAME;
    private static final String PAYLOAD = Credentials.sdPayload();

    static Stream<Arguments> payloads() {
        String url = "\"https://status.example/lists/acme.one\"";
        return Stream.of(
                payload("no type", "\"vct\"", "\"vtc\"", Reason.MALFORMED, "vct is not a string"),
                payload("no issuer", "\"iss\"", "\"is\"", Reason.MALFORMED, "iss is not a string"),
                payload(
                        "an issuer that is no URL",
                        Credentials.ISSUER,
                        "Acme",
                        Reason.MALFORMED,
                        "iss is not an absolute URL"),
                payload(
                        "another issuer",
                        Credentials.ISSUER,
                        "https://other.example",
                        Reason.UNKNOWN_KEY,
                        "kid is not a known key of the issuer"),
                payload("exp a string", "1798761600", "\"1798761600\"", Reason.MALFORMED, "exp is not an integer"),
                payload("exp a fraction", "1798761600", "1798761600.5", Reason.MALFORMED, "exp is not an integer"),
                payload(
                        "exp before 1970",
                        "1798761600",
                        "-1",
                        Reason.MALFORMED,
                        "exp is not a number of seconds up to the year 9999"),
                payload(
                        "exp in milliseconds",
                        "1798761600",
                        "1798761600000",
                        Reason.MALFORMED,
                        "exp is not a number of seconds up to the year 9999"),
                payload(
                        "iat a date",
                        "\"iat\":1767225600",
                        "\"iat\":\"2026-01-01\"",
                        Reason.MALFORMED,
                        "iat is not an integer"),
                payload(
                        "status a string",
                        "{\"status_list\":{\"idx\":94567,\"uri\":" + url + "}}",
                        "\"x\"",
                        Reason.MALFORMED,
                        "status is not an object"),
                payload("idx negative", "94567", "-1", Reason.MALFORMED, "status_list: idx is negative"),
                payload("idx a string", "94567", "\"94567\"", Reason.MALFORMED, "idx is not an integer"),
                payload(
                        "idx beyond a long",
                        "94567",
                        "99999999999999999999",
                        Reason.MALFORMED,
                        "idx is not an integer"),
                payload("no idx", "\"idx\"", "\"index\"", Reason.MALFORMED, "idx is not an integer"),
                payload("no uri", "\"uri\"", "\"url\"", Reason.MALFORMED, "uri is not a string"),
                payload(
                        "a relative uri",
                        url,
                        "\"lists/1\"",
                        Reason.MALFORMED,
                        "status_list: uri is not an absolute URI"),
                payload(
                        "exp twice",
                        "\"exp\"",
                        "\"exp\":1,\"exp\"",
                        Reason.MALFORMED,
                        "the payload of the SD-JWT is not well-formed JSON"),
                payload("another hash", "sha-256", "sha-512", Reason.BAD_DISCLOSURE, "_sd_alg is not sha-256"),
                payload(
                        "digests that are none",
                        "\"_sd\":[",
                        "\"_sd\":[7,",
                        Reason.BAD_DISCLOSURE,
                        "a digest is not a string"),
                payload(
                        "a digest twice",
                        "\"_sd\":[",
                        "\"_sd\":[\"" + Credentials.digest(NAME) + "\",",
                        Reason.BAD_DISCLOSURE,
                        "a digest is there twice"),
                payload(
                        "a digest in two places",
                        "\"vct\"",
                        "\"x\":{\"_sd\":[\"" + Credentials.digest(NAME) + "\"]},\"vct\"",
                        Reason.BAD_DISCLOSURE,
                        "a digest is there twice"),
                payload(
                        "digests that are no array",
                        "\"vct\"",
                        "\"x\":{\"_sd\":\"y\"},\"vct\"",
                        Reason.BAD_DISCLOSURE,
                        "_sd is not an array"),
                payload(
                        "a claim named ...",
                        "\"vct\"",
                        "\"...\":1,\"vct\"",
                        Reason.BAD_DISCLOSURE,
                        "a claim has the name ..."),
                payload(
                        "an element with more than a digest",
                        "\"vct\"",
                        "\"x\":[{\"...\":\"y\",\"z\":1}],\"vct\"",
                        Reason.BAD_DISCLOSURE,
                        "a claim has the name ..."),
                payload(
                        "a claim that is there already",
                        "\"vct\"",
                        "\"given_name\":\"Max\",\"vct\"",
                        Reason.BAD_DISCLOSURE,
                        "a disclosure has the name of a claim that is there"),
                payload(
                        "a status of which a part can be hidden",
                        "\"idx\"",
                        "\"_sd\":[],\"idx\"",
                        Reason.BAD_DISCLOSURE,
                        "status is selectively disclosable"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    @Conformance({"TSL-15", "TSL-17", "TSL-26"})
    void a_payload_is_refused_and_its_twin_is_not(String what, String from, String to, Reason reason, String message)
            throws CredentialRefused {
        assertThat(Credentials.verify(Credentials.sdJwt(PAYLOAD, NAME), CredentialKind.SD_JWT_VC))
                .isNotNull();
        assertThat(PAYLOAD).contains(from);
        assertRefused(what, Credentials.sdJwt(PAYLOAD.replace(from, to), NAME), reason, message);
    }

    static Stream<Arguments> disclosures() {
        String element = Credentials.disclosure("[\"salt\",\"x\"]");
        return Stream.of(
                disclosed(
                        "one that nobody signed",
                        Credentials.disclosure("[\"salt\",\"a\",1]"),
                        Reason.BAD_DISCLOSURE,
                        "a disclosure belongs to no digest that the issuer signed"),
                disclosed(
                        "one changed in a letter",
                        Credentials.disclosure("[\"salt\",\"given_name\",\"Erik\"]"),
                        Reason.BAD_DISCLOSURE,
                        "a disclosure belongs to no digest that the issuer signed"),
                disclosed("one twice", NAME + "~" + NAME, Reason.BAD_DISCLOSURE, "a disclosure is there twice"),
                disclosed("an empty one", "", Reason.MALFORMED, null),
                disclosed(
                        "one that is no array",
                        Credentials.disclosure("{}"),
                        Reason.MALFORMED,
                        "a disclosure is no array of salt, name and value"),
                disclosed(
                        "one of four",
                        Credentials.disclosure("[\"a\",\"b\",1,2]"),
                        Reason.MALFORMED,
                        "a disclosure is no array of salt, name and value"),
                disclosed(
                        "one with a salt that is a number",
                        Credentials.disclosure("[1,\"b\",1]"),
                        Reason.MALFORMED,
                        "a disclosure is no array of salt, name and value"),
                disclosed(
                        "one named _sd",
                        Credentials.disclosure("[\"a\",\"_sd\",[]]"),
                        Reason.MALFORMED,
                        "the name in a disclosure is none that a claim may have"),
                disclosed(
                        "one named ...",
                        Credentials.disclosure("[\"a\",\"...\",1]"),
                        Reason.MALFORMED,
                        "the name in a disclosure is none that a claim may have"),
                disclosed(
                        "one with a name that is a number",
                        Credentials.disclosure("[\"a\",1,1]"),
                        Reason.MALFORMED,
                        "the name in a disclosure is none that a claim may have"),
                disclosed("one with padding", NAME + "=", Reason.MALFORMED, null),
                disclosed(
                        "an element that nobody signed",
                        element,
                        Reason.BAD_DISCLOSURE,
                        "a disclosure belongs to no digest that the issuer signed"),
                disclosed("257 of them", "e~".repeat(256) + "e", Reason.MALFORMED, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disclosures")
    @Conformance("TSL-26")
    void a_disclosure_is_refused(String what, String disclosure, Reason reason, String message) {
        assertRefused(what, Credentials.sdJwt(PAYLOAD, disclosure), reason, message);
    }

    @Test
    @Conformance("TSL-17")
    void what_decides_cannot_be_left_to_the_holder() throws CredentialRefused {
        for (String claim : new String[] {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"}) {
            String disclosure = Credentials.disclosure("[\"salt\",\"" + claim + "\",{\"status_list\":{}}]");
            String payload = PAYLOAD.replaceFirst(
                            "\"" + claim + "\":(\\{\"status_list\":\\{[^}]*}}|\"[^\"]*\"|\\d+),?", "")
                    .replace(",}", "}")
                    .replace(Credentials.digest(NAME), Credentials.digest(disclosure));
            assertRefused(
                    claim,
                    Credentials.sdJwt(payload, disclosure),
                    Reason.BAD_DISCLOSURE,
                    claim + " is selectively disclosable");
        }
    }

    @Test
    void a_disclosure_stands_for_what_its_place_is() throws CredentialRefused {
        String claim = Credentials.disclosure("[\"salt\",\"a\",1]");
        String element = Credentials.disclosure("[\"salt\",1]");
        String places = PAYLOAD.replace("\"vct\"", "\"x\":[{\"...\":\"DIGEST\"}],\"vct\"");
        assertThat(Credentials.verify(
                        Credentials.sdJwt(places.replace("DIGEST", Credentials.digest(element)), element),
                        CredentialKind.SD_JWT_VC))
                .isNotNull();
        assertRefused(
                "a claim for an element",
                Credentials.sdJwt(places.replace("DIGEST", Credentials.digest(claim)), claim),
                Reason.BAD_DISCLOSURE,
                "a disclosure of a claim stands for an element");
        assertRefused(
                "an element for a claim",
                Credentials.sdJwt(PAYLOAD.replace(Credentials.digest(NAME), Credentials.digest(element)), element),
                Reason.BAD_DISCLOSURE,
                "a disclosure of an element stands for a claim");
    }

    static Stream<Arguments> headers() {
        Ed25519Signer mallory = Ed25519Signer.ofSeed(java.util.Arrays.copyOf(new byte[] {6}, 32));
        String header = Credentials.sdHeader();
        return Stream.of(
                Arguments.of(
                        "typ of a W3C credential",
                        header.replace("dc+sd-jwt", "vc+sd-jwt"),
                        Reason.OTHER_TYPE,
                        "typ is not dc+sd-jwt"),
                Arguments.of(
                        "typ of a key binding",
                        header.replace("dc+sd-jwt", "kb+jwt"),
                        Reason.OTHER_TYPE,
                        "typ is not dc+sd-jwt"),
                Arguments.of("no typ", header.replace("\"typ\"", "\"type\""), Reason.MALFORMED, "typ is not a string"),
                Arguments.of(
                        "alg none",
                        header.replace("EdDSA", "none"),
                        Reason.OTHER_ALGORITHM,
                        "alg is not the algorithm of the key"),
                Arguments.of(
                        "alg HS256",
                        header.replace("EdDSA", "HS256"),
                        Reason.OTHER_ALGORITHM,
                        "alg is not the algorithm of the key"),
                Arguments.of(
                        "crit",
                        header.replace("\"kid\"", "\"crit\":[\"x\"],\"kid\""),
                        Reason.MALFORMED,
                        "the JWS header has an extension that is not understood"),
                Arguments.of(
                        "another kid",
                        header.replace(Credentials.KEY, mallory.keyId().value()),
                        Reason.UNKNOWN_KEY,
                        "kid is not a known key of the issuer"),
                Arguments.of(
                        "kid a number",
                        header.replace("\"" + Credentials.KEY + "\"", "1"),
                        Reason.MALFORMED,
                        "kid is not a string"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    @Conformance({"JOSE-3", "JOSE-7", "JOSE-9"})
    void a_header_is_refused_and_its_twin_is_not(String what, String header, Reason reason, String message)
            throws CredentialRefused {
        assertThat(Credentials.verify(Credentials.jws(Credentials.sdHeader(), PAYLOAD) + "~", CredentialKind.SD_JWT_VC))
                .isNotNull();
        assertRefused(what, Credentials.jws(header, PAYLOAD) + "~", reason, message);
    }

    @Test
    @Conformance({"JOSE-3", "JOSE-11"})
    void keys_that_a_header_brings_along_are_not_looked_at() throws CredentialRefused {
        Ed25519Signer mallory = Ed25519Signer.ofSeed(java.util.Arrays.copyOf(new byte[] {6}, 32));
        String keys = "\"jwk\":" + mallory.publicKey().toJwk()
                + ",\"jku\":\"https://evil.example\",\"x5u\":\"https://evil.example\",\"x5c\":[\"AAAA\"],\"kid\"";
        String header = Credentials.sdHeader().replace("\"kid\"", keys);
        assertThat(Credentials.verify(Credentials.jws(header, PAYLOAD) + "~", CredentialKind.SD_JWT_VC))
                .isNotNull();
        assertRefused(
                "signed with the key brought along",
                Credentials.jws(header, PAYLOAD, mallory) + "~",
                Reason.BAD_SIGNATURE,
                "the Ed25519 signature does not verify");
    }

    @Test
    @Conformance("JOSE-9")
    void a_w3c_credential_cannot_hide_what_decides_either() throws CredentialRefused {
        String header = Credentials.vcHeader().replace("vc+jwt", "vc+sd-jwt");
        String vc = Credentials.vc();
        assertThat(Credentials.verify(Credentials.jws(header, vc) + "~", CredentialKind.VC_SD_JWT)
                        .statuses())
                .hasSize(1);
        String status = vc.replaceAll(".*\"credentialStatus\":(\\{[^}]*}).*", "$1");
        String disclosure = Credentials.disclosure("[\"salt\",\"credentialStatus\"," + status + "]");
        String hidden =
                vc.replace("\"credentialStatus\":" + status, "\"_sd\":[\"" + Credentials.digest(disclosure) + "\"]");
        assertThatThrownBy(() -> Credentials.verify(
                        Credentials.jws(header, hidden) + "~" + disclosure + "~", CredentialKind.VC_SD_JWT))
                .isInstanceOf(CredentialRefused.class)
                .hasMessage("credentialStatus is selectively disclosable");
        String part = vc.replace("\"statusListIndex\"", "\"_sd\":[],\"statusListIndex\"");
        assertThatThrownBy(() -> Credentials.verify(Credentials.jws(header, part) + "~", CredentialKind.VC_SD_JWT))
                .isInstanceOf(CredentialRefused.class)
                .hasMessage("credentialStatus is selectively disclosable");
    }

    @Test
    void text_that_is_no_sd_jwt_is_refused() {
        for (String text :
                new String[] {"", "~", "a.b.c", "a.b.c~", "~~~", Credentials.jws(Credentials.sdHeader(), PAYLOAD)}) {
            assertRefused(text, text, Reason.MALFORMED, null);
        }
        assertRefused(
                "a long one",
                "a".repeat(CredentialVerifier.MAX_BYTES + 1),
                Reason.MALFORMED,
                "the credential is longer than 1048576 bytes");
    }

    private static Arguments payload(String what, String from, String to, Reason reason, String message) {
        return Arguments.of(what, from, to, reason, message);
    }

    private static Arguments disclosed(String what, String disclosure, Reason reason, String message) {
        return Arguments.of(what, disclosure, reason, message);
    }

    private static void assertRefused(String what, String hostile, Reason reason, String message) {
        assertThatThrownBy(() -> Credentials.verify(hostile, CredentialKind.SD_JWT_VC))
                .as(what)
                .isInstanceOfSatisfying(
                        CredentialRefused.class,
                        refused -> assertThat(refused.reason()).as(what).isEqualTo(reason))
                .satisfies(refused -> {
                    if (message != null) {
                        assertThat(refused).hasMessage(message);
                    }
                });
    }
}
