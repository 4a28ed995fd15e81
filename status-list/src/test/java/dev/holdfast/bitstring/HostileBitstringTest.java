package dev.holdfast.bitstring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.bitstring.StatusListError.Kind;
import dev.holdfast.format.BoundedGunzip;
import dev.holdfast.format.BoundedInflate;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.SecuredVc;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists that must not be accepted, each for its own reason, each beside a twin that differs in nothing else
/// and is accepted. All but the first are signed with the right key: the signature is not what refuses them.
class HostileBitstringTest {
    private static final String GOOD = Lists.json();
    private static final String HEADER =
            "{\"alg\":\"EdDSA\",\"cty\":\"vc\",\"kid\":\"" + Lists.KEY + "\",\"typ\":\"vc+jwt\"}";
    private static final Ed25519Signer MALLORY = Ed25519Signer.ofSeed(Arrays.copyOf(new byte[] {6, 6, 6}, 32));
    private static final String ENCODED = GOOD.replaceAll(".*\"encodedList\":\"([^\"]*)\".*", "$1");

    static Stream<Arguments> forged() {
        String mallory = Did.key(MALLORY.publicKey());
        String ofMallory = HEADER.replace(Lists.KEY, Did.verificationMethod(mallory));
        return Stream.of(
                refused(
                        "alg none",
                        unsigned(HEADER.replace("EdDSA", "none"), ""),
                        "alg is not the algorithm of the key"),
                refused(
                        "alg HS256 and the public key as secret",
                        unsigned(HEADER.replace("EdDSA", "HS256"), "AAAA"),
                        "alg is not the algorithm of the key"),
                refused(
                        "alg ES256 for an Ed25519 key",
                        jws(HEADER.replace("EdDSA", "ES256"), GOOD, Lists.SIGNER),
                        "alg is not the algorithm of the key"),
                refused("no signature", unsigned(HEADER, ""), "the Ed25519 signature does not verify"),
                refused("another key", jws(HEADER, GOOD, MALLORY), "the Ed25519 signature does not verify"),
                refused(
                        "another key, brought along as jwk",
                        jws(
                                HEADER.replace(
                                        "\"kid\"",
                                        "\"jwk\":" + MALLORY.publicKey().toJwk() + ",\"kid\""),
                                GOOD,
                                MALLORY),
                        "the Ed25519 signature does not verify"),
                refused(
                        "another key, behind a URL",
                        jws(
                                HEADER.replace(
                                        "\"kid\"",
                                        "\"jku\":\"https://evil.example\",\"x5u\":\"https://evil.example\",\"kid\""),
                                GOOD,
                                MALLORY),
                        "the Ed25519 signature does not verify"),
                refused(
                        "the key of another DID",
                        jws(ofMallory, GOOD, MALLORY),
                        "kid is not a known key of the issuer"),
                refused(
                        "an issuer in the header that is not the list's",
                        jws(HEADER.replace("\"kid\"", "\"iss\":\"" + mallory + "\",\"kid\""), GOOD, Lists.SIGNER),
                        "iss is not the issuer"),
                refused(
                        "an iss that is not the issuer",
                        jws(HEADER, GOOD.replace("\"issuer\"", "\"iss\":\"" + mallory + "\",\"issuer\""), Lists.SIGNER),
                        "iss is not the issuer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    @Conformance({"BSL-32", "JOSE-3", "JOSE-4", "JOSE-5", "JOSE-11"})
    void a_list_that_the_issuer_did_not_sign_is_refused(String what, String hostile, String message) {
        assertThatThrownBy(() -> Lists.verify(hostile.getBytes(StandardCharsets.US_ASCII), SecuredVc.JWT))
                .as(what)
                .isInstanceOfSatisfying(
                        StatusListError.class,
                        error -> assertThat(error.kind()).isEqualTo(Kind.STATUS_VERIFICATION_ERROR))
                .hasMessage(message);
    }

    @Test
    @Conformance({"JOSE-4", "JOSE-7", "JOSE-11"})
    void the_twins_of_the_forged_are_accepted() throws StatusListError {
        for (String header : new String[] {
            HEADER,
            HEADER.replace("EdDSA", "Ed25519"),
            HEADER.replace("\"kid\"", "\"iss\":\"" + Lists.ISSUER + "\",\"jku\":\"https://evil.example\",\"kid\""),
            HEADER.replace("\"cty\":\"vc\",", "").replace("\"kid\"", "\"x\":[1],\"kid\"")
        }) {
            accepted(header, GOOD.replace("\"issuer\"", "\"iss\":\"" + Lists.ISSUER + "\",\"issuer\""));
        }
        accepted(HEADER, GOOD.replace("\"issuer\"", "\"iat\":\"2026-03-01T12:00:00Z\",\"jti\":7,\"issuer\""));
    }

    static Stream<Arguments> headers() {
        String extension = "the JWS header has an extension that is not understood";
        return Stream.of(
                header("typ JWT", "vc+jwt", "JWT", Kind.STATUS_VERIFICATION_ERROR, "typ is not vc+jwt"),
                header(
                        "typ of a Token Status List",
                        "vc+jwt",
                        "statuslist+jwt",
                        Kind.STATUS_VERIFICATION_ERROR,
                        "typ is not vc+jwt"),
                header("typ of an SD-JWT", "vc+jwt", "vc+sd-jwt", Kind.STATUS_VERIFICATION_ERROR, "typ is not vc+jwt"),
                header("no typ", "typ", "type", Kind.MALFORMED_VALUE_ERROR, "typ is not a string"),
                header("cty vp", "\"vc\"", "\"vp\"", Kind.STATUS_VERIFICATION_ERROR, "cty is not vc"),
                header("crit", "\"kid\"", "\"crit\":[\"exp\"],\"kid\"", Kind.MALFORMED_VALUE_ERROR, extension),
                header("b64", "\"kid\"", "\"b64\":false,\"kid\"", Kind.MALFORMED_VALUE_ERROR, extension),
                header(
                        "kid twice",
                        "\"kid\"",
                        "\"kid\":\"a\",\"kid\"",
                        Kind.MALFORMED_VALUE_ERROR,
                        "the JWS header is not well-formed JSON"),
                header(
                        "kid missing for a DID",
                        "\"kid\":\"" + Lists.KEY + "\",",
                        "",
                        Kind.MALFORMED_VALUE_ERROR,
                        "kid is missing, and the issuer is a DID"),
                header(
                        "kid no URL",
                        Lists.KEY,
                        "key-1",
                        Kind.MALFORMED_VALUE_ERROR,
                        "kid is not an absolute URL, and iss is missing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    @Conformance({"JOSE-1", "JOSE-5", "JOSE-7"})
    void a_header_is_refused_and_its_twin_is_not(String what, String from, String to, Kind kind, String message)
            throws StatusListError {
        accepted(HEADER, GOOD);
        assertThat(HEADER).contains(from);
        assertRefused(what, jws(HEADER.replace(from, to), GOOD, Lists.SIGNER), kind, message);
    }

    static Stream<Arguments> credentials() {
        return Stream.of(
                payload("a vc claim", "\"issuer\"", "\"vc\":{},\"issuer\"", "the credential has a claim vc or vp"),
                payload("a vp claim", "\"issuer\"", "\"vp\":1,\"issuer\"", "the credential has a claim vc or vp"),
                payload(
                        "a proof of its own",
                        "\"issuer\"",
                        "\"proof\":{},\"issuer\"",
                        "the credential in the JWT has a proof of its own"),
                payload(
                        "another context first",
                        "https://www.w3.org/ns/credentials/v2",
                        "https://www.w3.org/2018/credentials/v1",
                        "@context does not begin with https://www.w3.org/ns/credentials/v2"),
                payload("no type of a credential", "\"VerifiableCredential\",", "", "type lacks VerifiableCredential"),
                payload(
                        "no type of a list",
                        ",\"BitstringStatusListCredential\"",
                        "",
                        "type lacks BitstringStatusListCredential"),
                payload(
                        "the type of an older list",
                        "BitstringStatusListCredential",
                        "StatusList2021Credential",
                        "type lacks BitstringStatusListCredential"),
                payload(
                        "no id",
                        "\"id\":\"" + Lists.URL + "\",\"issuer\"",
                        "\"issuer\"",
                        "the status list credential has no id"),
                payload(
                        "an id that is no URL",
                        "\"id\":\"" + Lists.URL + "\",\"issuer\"",
                        "\"id\":\"one\",\"issuer\"",
                        "id is not an absolute URL"),
                payload("no issuer", "\"issuer\"", "\"isuer\"", "issuer is not a string"),
                payload("an issuer that is no URL", Lists.ISSUER, "Acme", "issuer is not an absolute URL"),
                payload(
                        "an issuer without id",
                        "\"issuer\":\"" + Lists.ISSUER + "\"",
                        "\"issuer\":{\"name\":\"Acme\"}",
                        "id is not a string"),
                payload(
                        "another type of subject",
                        "\"BitstringStatusList\"",
                        "\"StatusList2021\"",
                        "type of credentialSubject is not BitstringStatusList"),
                payload("no purpose", "statusPurpose", "purpose", "statusPurpose is not a string"),
                payload("no purposes", "\"revocation\"", "[]", "statusPurpose is an empty array"),
                payload(
                        "purposes of numbers",
                        "\"revocation\"",
                        "[\"revocation\",1]",
                        "statusPurpose is neither a string nor an array of strings"),
                payload("no list", "encodedList", "list", "encodedList is not a string"),
                payload(
                        "validFrom without a time zone",
                        "2026-03-01T12:00:00Z",
                        "2026-03-01T12:00:00",
                        "validFrom is not a dateTimeStamp"),
                payload(
                        "validUntil before validFrom",
                        "2026-03-02T12:00:00Z",
                        "2026-02-28T12:00:00Z",
                        "validUntil is before validFrom"),
                payload(
                        "a subject that is a string",
                        "\"credentialSubject\":{",
                        "\"credentialSubject\":\"x\",\"subject\":{",
                        "credentialSubject is neither an object nor an array of objects"),
                payload(
                        "two subjects",
                        "\"type\":\"BitstringStatusList\"}",
                        "\"type\":\"BitstringStatusList\"},\"credentialSubject\":{}",
                        "the credential is not well-formed JSON"),
                payload(
                        "a version that is none",
                        ";n=1234;",
                        ";n=01234;",
                        "credentialSubject.id names no version of a list"),
                payload(
                        "an epoch that is none",
                        ";epoch=1;",
                        ";epoch=0;",
                        "credentialSubject.id names no version of a list"),
                payload(
                        "something behind it",
                        "\"issuer\"",
                        "\"issuer\":1}{\"x\"",
                        "the credential is not well-formed JSON"),
                payload(
                        "a hundred objects deep",
                        "\"issuer\"",
                        "\"x\":" + "[".repeat(100) + "]".repeat(100) + ",\"issuer\"",
                        "the credential is not well-formed JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("credentials")
    @Conformance({"BSL-1", "BSL-17", "BSL-18", "BSL-19", "BSL-20", "BSL-34", "BSL-39", "BSL-41", "JOSE-2", "JOSE-8"})
    void a_credential_is_refused_and_its_twin_is_not(String what, String from, String to, String message)
            throws StatusListError {
        accepted(HEADER, GOOD);
        assertThat(GOOD).contains(from);
        assertRefused(what, jws(HEADER, GOOD.replace(from, to), Lists.SIGNER), Kind.MALFORMED_VALUE_ERROR, message);
    }

    @Test
    @Conformance({"JOSE-7", "JOSE-8"})
    void claims_about_the_time_of_the_signature_narrow_that_of_the_list() throws StatusListError {
        long noon = Lists.NOON.getEpochSecond();
        String narrow =
                GOOD.replace("\"issuer\"", "\"nbf\":" + (noon + 100) + ",\"exp\":" + (noon + 200) + ",\"issuer\"");
        BitstringCredential list = accepted(HEADER, narrow).credential();
        assertThat(list.validFrom()).contains(Lists.NOON.plusSeconds(100));
        assertThat(list.validUntil()).contains(Lists.NOON.plusSeconds(200));
        assertThatThrownBy(() ->
                        accepted(HEADER, narrow).status(Lists.entry("revocation", 1), Lists.NOON.plusSeconds(200)))
                .isInstanceOf(StatusListError.class)
                .hasMessage("the credential was valid until 2026-03-01T12:03:20Z");
        String wide = GOOD.replace("\"issuer\"", "\"nbf\":0,\"exp\":" + (noon + 1_000_000) + ",\"issuer\"");
        assertThat(accepted(HEADER, wide).credential()).isEqualTo(Lists.list(StatusPurpose.REVOCATION));
        assertRefused(
                "exp as text",
                jws(HEADER, GOOD.replace("\"issuer\"", "\"exp\":\"2027\",\"issuer\""), Lists.SIGNER),
                Kind.MALFORMED_VALUE_ERROR,
                "exp is not an integer");
    }

    @ParameterizedTest
    @CsvSource({
        "0, the status list credential: ttl is not positive",
        "-1, the status list credential: ttl is not positive",
        "60000.5, ttl is not an integer",
        "1e18, ttl is not an integer",
        "99999999999999999999, ttl is not an integer",
        "\"60000\", ttl is not an integer",
        "null, ttl is not an integer"
    })
    @Conformance("BSL-24")
    void a_ttl_that_is_no_number_of_milliseconds_is_refused(String ttl, String message) throws StatusListError {
        assertThat(accepted(HEADER, GOOD).credential().ttl()).contains(Duration.ofSeconds(60));
        assertRefused(
                ttl,
                jws(HEADER, GOOD.replace("\"ttl\":60000", "\"ttl\":" + ttl), Lists.SIGNER),
                Kind.MALFORMED_VALUE_ERROR,
                message);
    }

    @Test
    @Conformance("BSL-24")
    void the_longest_ttl_does_not_overflow() throws StatusListError {
        String longest = GOOD.replace("\"ttl\":60000", "\"ttl\":" + Long.MAX_VALUE);
        assertThat(accepted(HEADER, longest).credential().ttl()).contains(Duration.ofMillis(Long.MAX_VALUE));
    }

    static Stream<Arguments> lists() throws Malformed {
        byte[] gzip = StrictJson.base64Url(ENCODED.substring(1), "the list");
        byte[] bits = BoundedGunzip.inflate(gzip, 1 << 20);
        byte[] wrongChecksum = gzip.clone();
        wrongChecksum[gzip.length - 8] ^= 1;
        byte[] wrongLength = gzip.clone();
        wrongLength[gzip.length - 1] ^= 1;
        byte[] reserved = gzip.clone();
        reserved[3] = 0x20;
        return Stream.of(
                list("no prefix", ENCODED.substring(1), "encodedList is not base64url with the prefix u"),
                list("another prefix", "m" + ENCODED.substring(1), "encodedList is not base64url with the prefix u"),
                list("upper case prefix", "U" + ENCODED.substring(1), "encodedList is not base64url with the prefix u"),
                list("nothing", "", "encodedList is not base64url with the prefix u"),
                list("nothing but a prefix", "u", "not a gzip stream"),
                list("padding", ENCODED + "=", null),
                list("base64 instead of base64url", ENCODED.replace('_', '/'), "encodedList is not base64url"),
                list("a line feed", ENCODED + "\\n", "encodedList is not base64url"),
                list("zlib", encode(BoundedInflate.deflate(bits)), "not a gzip stream"),
                list("no container", encode(raw(bits)), "not a gzip stream"),
                list("no compression", encode(bits), "not a gzip stream"),
                list("a byte behind", encode(Arrays.copyOf(gzip, gzip.length + 1)), "1 bytes follow the gzip stream"),
                list("two members", encode(twice(gzip)), gzip.length + " bytes follow the gzip stream"),
                list("a byte short", encode(Arrays.copyOf(gzip, gzip.length - 1)), "the gzip stream is truncated"),
                list("half of it", encode(Arrays.copyOf(gzip, gzip.length / 2)), "the gzip stream is truncated"),
                list(
                        "a wrong checksum",
                        encode(wrongChecksum),
                        "the checksum or the length of the gzip stream is wrong"),
                list("a wrong length", encode(wrongLength), "the checksum or the length of the gzip stream is wrong"),
                list("a reserved flag", encode(reserved), "the gzip header has a reserved flag"),
                list("an empty list", encode(BoundedGunzip.deflate(new byte[0], 6)), "encodedList is empty"),
                list(
                        "a list of more than 2^20 entries",
                        encode(BoundedGunzip.deflate(new byte[131_073], 6)),
                        "the gzip stream inflates to more than 131072 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    @Conformance({"BSL-21", "BSL-34", "BSL-46"})
    void an_encoded_list_is_refused_and_its_twin_is_not(String what, String encoded, String message)
            throws StatusListError {
        accepted(HEADER, GOOD);
        assertThatThrownBy(() -> Lists.verify(
                        jws(HEADER, GOOD.replace(ENCODED, encoded), Lists.SIGNER)
                                .getBytes(StandardCharsets.US_ASCII),
                        SecuredVc.JWT))
                .as(what)
                .isInstanceOfSatisfying(
                        StatusListError.class, error -> assertThat(error.kind()).isEqualTo(Kind.MALFORMED_VALUE_ERROR))
                .satisfies(error -> {
                    if (message != null) {
                        assertThat(error).hasMessage(message);
                    }
                });
    }

    @Test
    @Conformance({"BSL-21", "BSL-46"})
    void a_gzip_header_may_say_more_than_it_has_to() throws StatusListError, Malformed {
        byte[] gzip = StrictJson.base64Url(ENCODED.substring(1), "the list");
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        named.write(gzip, 0, 3);
        named.writeBytes(new byte[] {4 | 8 | 16, 1, 2, 3, 4, 2, 3});
        named.writeBytes(new byte[] {2, 0, 9, 9, 'a', '.', 'b', 0, 'c', 0});
        named.write(gzip, 10, gzip.length - 10);
        String encoded = encode(named.toByteArray());
        assertThat(accepted(HEADER, GOOD.replace(ENCODED, encoded)).credential())
                .isEqualTo(Lists.list(StatusPurpose.REVOCATION));
        for (int length = 10; length < 20; length++) {
            byte[] cut = Arrays.copyOf(named.toByteArray(), length);
            assertThatThrownBy(() -> BoundedGunzip.inflate(cut, 1 << 20))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("the gzip stream is truncated");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Conformance("BSL-46")
    void a_list_of_more_than_half_a_mebibyte_is_not_looked_at(int form) {
        byte[] large = new byte[BitstringCredential.MAX_BYTES + 1];
        Arrays.fill(large, (byte) '.');
        SecuredVc how = form == 0 ? SecuredVc.JWT : SecuredVc.DATA_INTEGRITY;
        assertThatThrownBy(() -> VerifiedBitstring.verify(large, how, Lists.SUITES, IssuerKeys.dids(), Lists.NOON))
                .isInstanceOf(StatusListError.class)
                .hasMessage("the status list credential is longer than 524288 bytes");
    }

    @Test
    @Conformance({"JOSE-1", "BSL-41"})
    void what_is_no_jws_is_refused() {
        for (String text : new String[] {"", "...", "a.b", "a.b.c.d", GOOD, "e30.e30.", HEADER + "." + GOOD + ".x"}) {
            assertThatThrownBy(() -> Lists.verify(text.getBytes(StandardCharsets.UTF_8), SecuredVc.JWT))
                    .as(text)
                    .isInstanceOfSatisfying(
                            StatusListError.class,
                            error -> assertThat(error.kind()).isEqualTo(Kind.MALFORMED_VALUE_ERROR));
        }
    }

    private static VerifiedBitstring accepted(String header, String json) throws StatusListError {
        return Lists.verify(jws(header, json, Lists.SIGNER).getBytes(StandardCharsets.US_ASCII), SecuredVc.JWT);
    }

    private static void assertRefused(String what, String hostile, Kind kind, String message) {
        assertThatThrownBy(() -> Lists.verify(hostile.getBytes(StandardCharsets.US_ASCII), SecuredVc.JWT))
                .as(what)
                .isInstanceOfSatisfying(
                        StatusListError.class, error -> assertThat(error.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    private static Arguments refused(String what, String jws, String message) {
        return Arguments.of(what, jws, message);
    }

    private static Arguments header(String what, String from, String to, Kind kind, String message) {
        return Arguments.of(what, from, to, kind, message);
    }

    private static Arguments payload(String what, String from, String to, String message) {
        return Arguments.of(what, from, to, message);
    }

    private static Arguments list(String what, String encoded, String message) {
        return Arguments.of(what, encoded, message);
    }

    static String jws(String header, String payload, Signer signer) {
        String input = unsignedInput(header, payload);
        return input + "." + StrictJson.base64Url(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String unsigned(String header, String signature) {
        return unsignedInput(header, GOOD) + "." + signature;
    }

    private static String unsignedInput(String header, String payload) {
        return StrictJson.base64Url(header.getBytes(StandardCharsets.UTF_8)) + "."
                + StrictJson.base64Url(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return "u" + StrictJson.base64Url(bytes);
    }

    private static byte[] twice(byte[] bytes) {
        byte[] both = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
        return both;
    }

    private static byte[] raw(byte[] content) {
        byte[] gzip = BoundedGunzip.deflate(content, 6);
        return Arrays.copyOfRange(gzip, 10, gzip.length - 8);
    }
}
