package dev.holdfast.format;

import static dev.holdfast.format.Forge.HEADER;
import static dev.holdfast.format.Forge.LST;
import static dev.holdfast.format.Forge.PAYLOAD;
import static dev.holdfast.format.Forge.jws;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that must not be accepted, each for its own reason, each beside a twin that differs in nothing else
/// and is accepted. All but the first few are signed with the right key: the signature is not what refuses
/// them.
class HostileTokenTest {
    private static final PublicKey KEY = Forge.SIGNER.publicKey();
    private static final String GOOD = jws(HEADER, PAYLOAD);
    private static final String NO_JSON = "the status list token is not well-formed JSON";
    private static final String OTHER_ALG = "alg is not the algorithm of the key";

    static Stream<Arguments> unsigned() throws GeneralSecurityException {
        Ed25519Signer mallory = Ed25519Signer.ofSeed(
                Forge.base64Url("mallory, mallory, mallory").substring(0, 32).getBytes(StandardCharsets.US_ASCII));
        String hs256 = header("\"EdDSA\"", "\"HS256\"");
        String signature = GOOD.substring(GOOD.lastIndexOf('.') + 1);
        return Stream.of(
                refused("alg none, no signature", unsigned(header("\"EdDSA\"", "\"none\""), ""), OTHER_ALG),
                refused("alg None", unsigned(header("\"EdDSA\"", "\"None\""), signature), OTHER_ALG),
                refused("HS256 keyed with the public key", unsigned(hs256, hmac(hs256)), OTHER_ALG),
                refused("ES256 named for an Ed25519 key", jws(header("\"EdDSA\"", "\"ES256\""), PAYLOAD), OTHER_ALG),
                refused("alg in another case", jws(header("\"EdDSA\"", "\"eddsa\""), PAYLOAD), OTHER_ALG),
                refused("no signature", unsigned(HEADER, ""), "the Ed25519 signature does not verify"),
                refused(
                        "signature of another token",
                        GOOD.replace(
                                signature,
                                jws(HEADER, "{}").substring(jws(HEADER, "{}").lastIndexOf('.') + 1)),
                        "the Ed25519 signature does not verify"),
                refused("another key", jws(HEADER, PAYLOAD, mallory), "the Ed25519 signature does not verify"),
                refused(
                        "another key, brought along as jwk",
                        jws(header("\"kid\"", "\"jwk\":" + mallory.publicKey().toJwk() + ",\"kid\""), PAYLOAD, mallory),
                        "the Ed25519 signature does not verify"),
                refused(
                        "another key, named by its kid",
                        jws(header("\"12\"", '"' + mallory.keyId().value() + '"'), PAYLOAD, mallory),
                        "the Ed25519 signature does not verify"));
    }

    @Conformance("TSL-11")
    @ParameterizedTest(name = "F24 {0}")
    @MethodSource("unsigned")
    void a_token_that_the_key_did_not_sign_is_refused(String what, String hostile, String message) {
        assertRefused(what, hostile, message);
    }

    static Stream<Arguments> headers() {
        String extension = "the JWS header has an extension that is not understood";
        return Stream.of(
                pair("typ JWT", header("statuslist+jwt", "JWT"), HEADER, "typ is not statuslist+jwt"),
                pair(
                        "typ of a command",
                        header("statuslist+jwt", "holdfast-command+jwt"),
                        HEADER,
                        "typ is not statuslist+jwt"),
                pair(
                        "typ with application/",
                        header("statuslist+jwt", "application/statuslist+jwt"),
                        HEADER,
                        "typ is not statuslist+jwt"),
                pair("no typ", header("typ", "cty"), HEADER, "typ is not a string"),
                pair("no alg", header("alg", "enc"), HEADER, "alg is not a string"),
                pair("alg a list", header("\"EdDSA\"", "[\"EdDSA\"]"), HEADER, "alg is not a string"),
                pair(
                        "crit",
                        header("\"kid\"", "\"crit\":[\"exp\"],\"kid\""),
                        header("\"kid\"", "\"exp\":1,\"kid\""),
                        extension),
                pair("empty crit", header("\"kid\"", "\"crit\":[],\"kid\""), HEADER, extension),
                pair("b64", header("\"kid\"", "\"b64\":true,\"kid\""), HEADER, extension),
                pair("kid a number", header("\"12\"", "12"), header("\"12\"", "\"\""), "kid is not a string"),
                pair(
                        "kid twice",
                        header("\"kid\"", "\"kid\":\"12\",\"kid\""),
                        header("\"kid\":\"12\",", ""),
                        "the JWS header is not well-formed JSON"),
                pair(
                        "alg twice",
                        header("\"kid\"", "\"alg\":\"EdDSA\",\"kid\""),
                        HEADER,
                        "the JWS header is not well-formed JSON"),
                pair("a list", "[" + HEADER + "]", HEADER, "the JWS header is not a JSON object"),
                pair("no JSON", HEADER + "}", HEADER + " ", "the JWS header is not well-formed JSON"));
    }

    @Conformance({"TSL-7", "TSL-11"})
    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void a_header_is_refused_and_its_twin_is_not(String what, String hostile, String twin, String message) {
        assertAccepted(what, jws(twin, PAYLOAD));
        assertRefused(what, jws(hostile, PAYLOAD), message);
    }

    static Stream<Arguments> frames() {
        String[] part = GOOD.split("\\.", -1);
        String three = "a compact JWS has three parts";
        return Stream.of(
                refused("nothing", "", three),
                refused("one part", part[0], three),
                refused("two parts", part[0] + "." + part[1], three),
                refused("four parts", GOOD + ".", three),
                refused("five parts, as an encrypted token has", GOOD + "..", three),
                refused("JSON", "{\"payload\":\"" + part[1] + "\"}", three),
                refused("padding behind the signature", GOOD + "==", "the JWS signature is not canonical base64url"),
                refused("a line end", GOOD + "\n", "the JWS signature is not base64url"),
                refused("trailing garbage", GOOD + "A", "the Ed25519 signature does not verify"),
                refused(
                        "whole bytes of garbage",
                        GOOD.substring(0, GOOD.length() - 2) + "AAAA",
                        "the Ed25519 signature does not verify"),
                refused(
                        "more signature",
                        part[0] + "." + part[1] + "." + StrictJson.base64Url(new byte[65]),
                        "the Ed25519 signature does not verify"),
                refused("a space in front", " " + GOOD, "the JWS header is not base64url"),
                refused(
                        "padding behind the payload",
                        part[0] + "." + part[1] + "=." + part[2],
                        "the JWS payload is not canonical base64url"),
                refused(
                        "the other alphabet",
                        part[0] + "." + part[1].replaceFirst(".$", "+") + "." + part[2],
                        "the JWS payload is not base64url"),
                refused(
                        "letters that are not ASCII",
                        part[0] + ".\u0131" + part[1] + "." + part[2],
                        "the JWS payload is not base64url"),
                refused(
                        "too long",
                        jws(HEADER, PAYLOAD + " ".repeat(3 << 19)),
                        "the JWS is longer than 1048576 bytes"));
    }

    @Conformance({"TSL-11", "TSL-22"})
    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void a_text_that_is_not_exactly_a_compact_jws_is_refused(String what, String hostile, String message) {
        assertAccepted(what, GOOD);
        assertRefused(what, hostile, message);
    }

    static Stream<Arguments> claims() {
        String list = "\"status_list\"";
        String provenance = "{\"holdfast\":{\"epoch\":1,\"partition\":3,\"n\":5,\"version\":7},";
        return Stream.of(
                pair("iat missing", claim("\"iat\":1686920170,", ""), PAYLOAD, "iat is not an integer"),
                pair("iat text", claim("1686920170", "\"1686920170\""), PAYLOAD, "iat is not an integer"),
                pair("iat a date", claim("1686920170", "\"2023-06-16T12:56:10Z\""), PAYLOAD, "iat is not an integer"),
                pair(
                        "iat negative",
                        claim("1686920170", "-1"),
                        claim("1686920170", "0"),
                        "iat is not a number of seconds up to the year 9999"),
                pair(
                        "iat in milliseconds, far away",
                        claim("1686920170", "1686920170000"),
                        PAYLOAD,
                        "iat is not a number of seconds up to the year 9999"),
                pair("iat beyond a long", claim("1686920170", "9223372036854775808"), PAYLOAD, "iat is not an integer"),
                pair(
                        "iat with an exponent",
                        claim("1686920170", "1e9"),
                        claim("1686920170", "1000000000"),
                        "iat is not an integer"),
                pair("iat twice", claim("\"iat\"", "\"iat\":1686920170,\"iat\""), PAYLOAD, NO_JSON),
                pair("exp text", claim("2291720170", "\"2291720170\""), PAYLOAD, "exp is not an integer"),
                pair(
                        "exp null",
                        claim("2291720170", "null"),
                        claim("\"exp\":2291720170,", ""),
                        "exp is not an integer"),
                pair(
                        "ttl negative",
                        claim("43200", "-43200"),
                        PAYLOAD,
                        "ttl is not a number of seconds up to the year 9999"),
                pair(
                        "ttl zero",
                        claim("43200", "0"),
                        claim("43200", "1"),
                        "the status list token: ttl is not positive"),
                pair("ttl text", claim("43200", "\"43200\""), PAYLOAD, "ttl is not an integer"),
                pair("ttl null", claim("43200", "null"), claim("\"ttl\":43200,", ""), "ttl is not an integer"),
                pair(
                        "sub missing",
                        claim("\"sub\"", "\"iss\""),
                        claim("{\"sub\"", "{\"iss\":\"x\",\"sub\""),
                        "sub is not a string"),
                pair(
                        "sub a list",
                        claim('"' + Forge.SUB + '"', "[\"" + Forge.SUB + "\"]"),
                        PAYLOAD,
                        "sub is not a string"),
                pair(
                        "sub no URI",
                        claim(Forge.SUB, "statuslists/1"),
                        claim(Forge.SUB, "urn:x"),
                        "the status list token: sub is not an absolute URI"),
                pair(
                        "sub with a line end",
                        claim(Forge.SUB, "urn:x\\n"),
                        claim(Forge.SUB, "urn:x"),
                        "the status list token: sub is not an absolute URI"),
                pair("sub twice", claim("\"iat\"", "\"sub\":\"urn:x\",\"iat\""), PAYLOAD, NO_JSON),
                pair("status_list missing", claim(list, "\"list\""), PAYLOAD, "status_list is not an object"),
                pair(
                        "status_list a list",
                        PAYLOAD.replace("{\"bits\"", "[{\"bits\"").replace("}}", "}]}"),
                        PAYLOAD,
                        "status_list is not an object"),
                pair("status_list twice", claim(list, list + ":{}," + list), PAYLOAD, NO_JSON),
                pair("bits missing", claim("\"bits\":1,", ""), PAYLOAD, "bits is not an integer"),
                pair(
                        "bits 3",
                        claim("\"bits\":1", "\"bits\":3"),
                        claim("\"bits\":1", "\"bits\":4"),
                        "bits is none of 1, 2, 4, 8"),
                pair("bits 0", claim("\"bits\":1", "\"bits\":0"), PAYLOAD, "bits is outside 1…8"),
                pair(
                        "bits 16",
                        claim("\"bits\":1", "\"bits\":16"),
                        claim("\"bits\":1", "\"bits\":8"),
                        "bits is outside 1…8"),
                pair("bits text", claim("\"bits\":1", "\"bits\":\"1\""), PAYLOAD, "bits is not an integer"),
                pair("bits fraction", claim("\"bits\":1", "\"bits\":1.0"), PAYLOAD, "bits is not an integer"),
                pair("bits twice", claim("\"bits\":1", "\"bits\":2,\"bits\":1"), PAYLOAD, NO_JSON),
                pair("lst missing", claim("\"lst\"", "\"list\""), PAYLOAD, "lst is not a string"),
                pair("lst padded", claim(LST, LST + "=="), PAYLOAD, "lst is not canonical base64url"),
                pair("lst loose", claim("BXQ\"", "BXR\""), PAYLOAD, "lst is not canonical base64url"),
                pair("lst with a space", claim(LST, LST + " "), PAYLOAD, "lst is not base64url"),
                pair("lst in the other alphabet", claim(LST, "eNr+uRgAAhcBXQ"), PAYLOAD, "lst is not base64url"),
                pair(
                        "aggregation_uri a number",
                        claim("\"bits\"", "\"aggregation_uri\":1,\"bits\""),
                        claim("\"bits\"", "\"aggregation_uri\":\"urn:x\",\"bits\""),
                        "aggregation_uri is not a string"),
                pair(
                        "aggregation_uri no URI",
                        claim("\"bits\"", "\"aggregation_uri\":\"x\",\"bits\""),
                        claim("\"bits\"", "\"note\":1,\"bits\""),
                        "the status list token: aggregation_uri is not an absolute URI"),
                pair(
                        "holdfast a number",
                        claim("{\"sub\"", "{\"holdfast\":1,\"sub\""),
                        claim("{\"sub\"", "{\"hold\":1,\"sub\""),
                        "holdfast is not an object"),
                pair(
                        "holdfast without n",
                        claim("{\"sub\"", provenance.replace("\"n\":5,", "") + "\"sub\""),
                        claim("{\"sub\"", provenance + "\"sub\""),
                        "n is not an integer"),
                pair(
                        "holdfast with version 0",
                        claim("{\"sub\"", provenance.replace(":7", ":0") + "\"sub\""),
                        claim("{\"sub\"", provenance + "\"sub\""),
                        "the status list token: epoch, partition, n or version out of range"),
                pair("something behind", PAYLOAD + "{}", PAYLOAD + "\n", NO_JSON),
                pair("a byte behind", PAYLOAD + "\0", PAYLOAD, NO_JSON),
                pair("a comment", "/**/" + PAYLOAD, PAYLOAD, NO_JSON),
                pair("cut off", PAYLOAD.substring(0, PAYLOAD.length() - 1), PAYLOAD, NO_JSON),
                pair("a list", "[" + PAYLOAD + "]", PAYLOAD, "the status list token is not a JSON object"),
                pair("nothing", "", PAYLOAD, "the status list token is not a JSON object"),
                pair(
                        "deep",
                        claim("{\"sub\"", "{\"x\":" + "[".repeat(20) + "]".repeat(20) + ",\"sub\""),
                        claim("{\"sub\"", "{\"x\":[[[[]]]],\"sub\""),
                        NO_JSON));
    }

    @Conformance({"TSL-1", "TSL-5", "TSL-8", "TSL-9", "TSL-10"})
    @ParameterizedTest(name = "F25 {0}")
    @MethodSource("claims")
    void claims_are_refused_and_their_twin_is_not(String what, String hostile, String twin, String message) {
        assertAccepted(what, jws(HEADER, twin));
        assertRefused(what, jws(HEADER, hostile), message);
    }

    static Stream<Arguments> streams() {
        byte[] two = {(byte) 0xb9, (byte) 0xa3};
        byte[] zlib = BoundedInflate.deflate(two);
        byte[] wrong = zlib.clone();
        wrong[wrong.length - 1] ^= 1;
        String good = Forge.payload(1, zlib);
        return Stream.of(
                pair(
                        "bytes behind the stream",
                        Forge.payload(1, Arrays.copyOf(zlib, zlib.length + 3)),
                        good,
                        "3 bytes follow the zlib stream"),
                pair(
                        "a stream cut off",
                        Forge.payload(1, Arrays.copyOf(zlib, zlib.length - 1)),
                        good,
                        "the zlib stream is truncated"),
                pair("no stream", Forge.payload(1, new byte[0]), good, "the zlib stream is truncated"),
                pair("a wrong checksum", Forge.payload(1, wrong), good, "not a zlib stream"),
                pair("not compressed", Forge.payload(1, two), good, "not a zlib stream"),
                pair("DEFLATE without zlib", Forge.payload(1, Forge.raw(two)), good, "not a zlib stream"),
                pair(
                        "a preset dictionary",
                        Forge.payload(1, Forge.withDictionary(two)),
                        good,
                        "the zlib stream needs a preset dictionary"),
                pair(
                        "an empty list",
                        Forge.payload(1, BoundedInflate.deflate(new byte[0])),
                        Forge.payload(1, BoundedInflate.deflate(new byte[1])),
                        "the status list token: no list has 1 bits and 0 entries"),
                pair(
                        "a byte too much",
                        Forge.payload(8, BoundedInflate.deflate(new byte[(1 << 20) + 1])),
                        Forge.payload(8, BoundedInflate.deflate(new byte[1 << 20])),
                        "the zlib stream inflates to more than 1048576 bytes"),
                pair(
                        "eight entries too many",
                        Forge.payload(1, BoundedInflate.deflate(new byte[(1 << 17) + 1])),
                        Forge.payload(1, BoundedInflate.deflate(new byte[1 << 17])),
                        "the zlib stream inflates to more than 131072 bytes"));
    }

    @Conformance({"TSL-3", "TSL-4"})
    @ParameterizedTest(name = "F29 {0}")
    @MethodSource("streams")
    void a_stream_is_refused_and_its_twin_is_not(String what, String hostile, String twin, String message) {
        assertAccepted(what, jws(HEADER, twin));
        assertRefused(what, jws(HEADER, hostile), message);
    }

    @Test
    void no_flipped_bit_of_ten_thousand_is_accepted() {
        long seed = 20_260_301;
        Random random = new Random(seed);
        byte[] good = GOOD.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bad = good.clone();
            int bit = random.nextInt(good.length * 8);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            String hostile = new String(bad, StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> TokenStatusListJwt.verify(hostile, KEY))
                    .as("bit %d, seed %d", bit, seed)
                    .isInstanceOfAny(Malformed.class, BadSignature.class);
        }
    }

    private static void assertRefused(String what, String hostile, String message) {
        assertThatThrownBy(() -> TokenStatusListJwt.verify(hostile, KEY))
                .as(what)
                .isInstanceOfAny(Malformed.class, BadSignature.class)
                .hasMessage(message);
    }

    private static void assertAccepted(String what, String twin) {
        try {
            assertThat(TokenStatusListJwt.verify(twin, KEY).keyId()).isEqualTo(KEY.keyId());
        } catch (Malformed | BadSignature e) {
            throw new AssertionError("the valid twin of: " + what, e);
        }
    }

    private static Arguments refused(String what, String hostile, String message) {
        return Arguments.of(what, hostile, message);
    }

    private static Arguments pair(String what, String hostile, String twin, String message) {
        return Arguments.of(what, hostile, twin, message);
    }

    private static String header(String from, String to) {
        return changed(HEADER, from, to);
    }

    private static String claim(String from, String to) {
        return changed(PAYLOAD, from, to);
    }

    private static String changed(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalArgumentException(from);
        }
        return text.replace(from, to);
    }

    private static String unsigned(String header, String signature) {
        return Forge.base64Url(header) + "." + Forge.base64Url(PAYLOAD) + "." + signature;
    }

    private static String hmac(String header) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getUrlDecoder().decode(KEY.toJwk().get("x").textValue());
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String input = Forge.base64Url(header) + "." + Forge.base64Url(PAYLOAD);
        return StrictJson.base64Url(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }
}
