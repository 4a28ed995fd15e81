package dev.holdfast.format;

import static dev.holdfast.format.ForgeCwt.BITS;
import static dev.holdfast.format.ForgeCwt.CLAIMS;
import static dev.holdfast.format.ForgeCwt.EXP;
import static dev.holdfast.format.ForgeCwt.HEADER;
import static dev.holdfast.format.ForgeCwt.IAT;
import static dev.holdfast.format.ForgeCwt.LIST;
import static dev.holdfast.format.ForgeCwt.LST;
import static dev.holdfast.format.ForgeCwt.STATUS_LIST;
import static dev.holdfast.format.ForgeCwt.SUB;
import static dev.holdfast.format.ForgeCwt.TTL;
import static dev.holdfast.format.ForgeCwt.bytes;
import static dev.holdfast.format.ForgeCwt.cwt;
import static dev.holdfast.format.ForgeCwt.list;
import static dev.holdfast.format.ForgeCwt.map;
import static dev.holdfast.format.ForgeCwt.ordered;
import static dev.holdfast.format.ForgeCwt.parse;
import static dev.holdfast.format.ForgeCwt.renamed;
import static dev.holdfast.format.ForgeCwt.text;
import static dev.holdfast.format.ForgeCwt.with;
import static dev.holdfast.format.ForgeCwt.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.AllocatedBytes;
import dev.holdfast.Conformance;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// CWTs that must not be accepted, each for its own reason, each beside a twin that is accepted. All but the
/// first few are signed with the right key: the signature is not what refuses them.
class HostileCwtTest {
    private static final PublicKey KEY = Forge.SIGNER.publicKey();
    private static final byte[] GOOD = cwt(CLAIMS);
    private static final Ed25519Signer MALLORY = Ed25519Signer.ofSeed(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    });
    private static final String OTHER_ALG = "alg is not the algorithm of the key";
    private static final String NO_SIGNATURE = "the Ed25519 signature does not verify";
    private static final String NO_CBOR = "the status list token is not well-formed CBOR";

    static Stream<Arguments> unsigned() {
        String claims = map(CLAIMS);
        String header = map(HEADER);
        String key = bytes(MALLORY.publicKey().toJwk().get("x").textValue().getBytes(StandardCharsets.US_ASCII));
        return Stream.of(
                refused("no alg", cwt(without(HEADER, "01"), CLAIMS), OTHER_ALG),
                refused("alg HMAC 256/256", cwt(with(HEADER, "01", "05"), CLAIMS), OTHER_ALG),
                refused("alg ES256 for an Ed25519 key", cwt(with(HEADER, "01", "26"), CLAIMS), OTHER_ALG),
                refused("alg none, as COSE has it", cwt(with(HEADER, "01", "00"), CLAIMS), OTHER_ALG),
                refused("another key", cwt(header, "a0", claims, MALLORY), NO_SIGNATURE),
                refused(
                        "another key, brought along as x5chain",
                        cwt(header, map(ordered("1821", key)), claims, MALLORY),
                        NO_SIGNATURE),
                refused(
                        "another key, named by its kid",
                        cwt(
                                map(with(
                                        HEADER,
                                        "04",
                                        bytes(MALLORY.keyId().value().getBytes(StandardCharsets.US_ASCII)))),
                                "a0",
                                claims,
                                MALLORY),
                        NO_SIGNATURE),
                refused(
                        "no signature",
                        parse("d284" + bytes(parse(header)) + "a0" + bytes(parse(claims)) + "40"),
                        NO_SIGNATURE),
                refused("the signature of another payload", signatureOf(cwt(with(CLAIMS, IAT, "00"))), NO_SIGNATURE),
                refused("signed without the header", signedWithoutHeader(), NO_SIGNATURE));
    }

    @Conformance({"TSL-11", "TSL-12"})
    @ParameterizedTest(name = "F24 {0}")
    @MethodSource("unsigned")
    void a_token_that_the_key_did_not_sign_is_refused(String what, byte[] hostile, String message) {
        assertAccepted(what, GOOD);
        assertRefused(what, hostile, message);
    }

    static Stream<Arguments> frames() {
        String good = HexFormat.of().formatHex(GOOD);
        String inner = good.substring(2);
        return Stream.of(
                refused("nothing", new byte[0], "the COSE_Sign1 does not have the tag 18"),
                refused("no tag", parse(inner), "the COSE_Sign1 does not have the tag 18"),
                refused("inside the tag of CWTs", parse("d83d" + good), "the COSE_Sign1 does not have the tag 18"),
                refused("under the tag of COSE_Mac0", parse("d1" + inner), "the COSE_Sign1 does not have the tag 18"),
                refused("tagged twice", parse("d2" + good), "the COSE_Sign1 has a tag where none belongs"),
                refused("the tag spelt out", parse("d812" + inner), "the COSE_Sign1 does not have the tag 18"),
                refused("an array of three", parse("d283" + good.substring(4)), "the COSE_Sign1 is not an array of 4"),
                refused(
                        "an array of five",
                        parse("d285" + good.substring(4) + "00"),
                        "the COSE_Sign1 is not an array of 4"),
                refused(
                        "an array of indefinite length",
                        parse("d29f" + good.substring(4) + "ff"),
                        "the COSE_Sign1 has an item of indefinite length"),
                refused("a byte behind", ForgeCwt.joined(GOOD, (byte) 0), "bytes follow the COSE_Sign1"),
                refused("the token twice", ForgeCwt.joined(GOOD, GOOD), "bytes follow the COSE_Sign1"),
                refused("cut off", Arrays.copyOf(GOOD, GOOD.length - 1), "the COSE_Sign1 is not well-formed CBOR"),
                refused("only the tag", Arrays.copyOf(GOOD, 1), "the COSE_Sign1 is cut off"),
                refused(
                        "hexadecimal, as examples print it",
                        good.getBytes(StandardCharsets.US_ASCII),
                        "the COSE_Sign1 does not have the tag 18"),
                refused(
                        "a JWT",
                        Forge.jws(Forge.HEADER, Forge.PAYLOAD).getBytes(StandardCharsets.US_ASCII),
                        "the COSE_Sign1 does not have the tag 18"),
                refused(
                        "too long",
                        new byte[TokenStatusList.MAX_CWT_BYTES + 1],
                        "the COSE_Sign1 is longer than 655360 bytes"),
                refused(
                        "a payload that claims two gigabytes",
                        parse("d284" + bytes(parse(map(HEADER))) + "a0" + "5a7fffffff" + "00"),
                        "the COSE_Sign1 is not well-formed CBOR"),
                refused(
                        "no payload, as a detached one has",
                        parse("d284" + bytes(parse(map(HEADER))) + "a0f6" + bytes(new byte[64])),
                        "the payload is not a byte string"),
                refused(
                        "a protected header that is no byte string",
                        parse("d284" + map(HEADER) + "a0" + bytes(parse(map(CLAIMS))) + bytes(new byte[64])),
                        "the protected header is not a byte string"));
    }

    @Conformance({"TSL-12", "TSL-22"})
    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void bytes_that_are_not_exactly_a_tagged_cose_sign1_are_refused(String what, byte[] hostile, String message) {
        assertAccepted(what, GOOD);
        assertRefused(what, hostile, message);
    }

    static Stream<Arguments> headers() {
        String payload = map(CLAIMS);
        String typ = "typ is not application/statuslist+cwt";
        byte[] unprotectedType =
                cwt(map(without(HEADER, "10")), map(ordered("10", HEADER.get("10"))), payload, Forge.SIGNER);
        return Stream.of(
                refused("typ of JWTs", cwt(with(HEADER, "10", text("application/statuslist+jwt")), CLAIMS), typ),
                refused("typ without application/", cwt(with(HEADER, "10", text("statuslist+cwt")), CLAIMS), typ),
                refused("typ a number", cwt(with(HEADER, "10", "183d"), CLAIMS), "typ is not a text"),
                refused("no typ", cwt(without(HEADER, "10"), CLAIMS), typ),
                refused("typ where nobody signed it", unprotectedType, "alg and typ belong into the protected header"),
                refused("typ under a text key", cwt(renamed(HEADER, "10", text("16")), CLAIMS), typ),
                refused("alg under a text key", cwt(renamed(HEADER, "01", text("1")), CLAIMS), OTHER_ALG),
                refused("alg a text", cwt(with(HEADER, "01", text("EdDSA")), CLAIMS), "alg is not an integer"),
                refused(
                        "alg where nobody signed it",
                        cwt(map(without(HEADER, "01")), map(ordered("01", "27")), payload, Forge.SIGNER),
                        "alg and typ belong into the protected header"),
                refused(
                        "crit",
                        cwt(with(HEADER, "02", "8118ff"), CLAIMS),
                        "the COSE header has an extension that is not understood"),
                refused("kid a text", cwt(with(HEADER, "04", text("12")), CLAIMS), "kid is not a byte string"),
                refused(
                        "kid in both headers",
                        cwt(map(with(HEADER, "04", "4131")), map(ordered("04", "4132")), payload, Forge.SIGNER),
                        "a header parameter stands in both headers"),
                refused(
                        "alg twice",
                        cwt("a3" + "0127" + map(HEADER).substring(2), "a0", payload, Forge.SIGNER),
                        "the protected header has a key twice"),
                refused("an empty header", cwt("a0", "a0", payload, Forge.SIGNER), typ),
                refused(
                        "a header that is no map",
                        cwt("80", "a0", payload, Forge.SIGNER),
                        "the protected header is not a map"),
                refused(
                        "bytes behind the header",
                        cwt(map(HEADER) + "00", "a0", payload, Forge.SIGNER),
                        "bytes follow the protected header"),
                refused(
                        "an unprotected header that is no map",
                        cwt(map(HEADER), "80", payload, Forge.SIGNER),
                        "the unprotected header is not a map"),
                refused(
                        "a header of indefinite length",
                        cwt("bf" + map(HEADER).substring(2) + "ff", "a0", payload, Forge.SIGNER),
                        "the protected header has an item of indefinite length"));
    }

    @Conformance({"TSL-11", "TSL-13"})
    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void a_header_is_refused_and_its_twin_is_not(String what, byte[] hostile, String message) {
        assertAccepted(what, GOOD);
        assertRefused(what, hostile, message);
    }

    @Conformance("TSL-13")
    @Test
    void what_a_header_may_have_besides_is_not_looked_at() {
        String payload = map(CLAIMS);
        assertAccepted("kid, protected", cwt(with(HEADER, "04", "4131"), CLAIMS));
        assertAccepted("kid, not protected", cwt(map(HEADER), "a1044131", payload, Forge.SIGNER));
        assertAccepted("x5chain", cwt(with(HEADER, "1821", "4100"), CLAIMS));
        assertAccepted("a name", cwt(with(HEADER, text("note"), "8301a0f5"), CLAIMS));
        assertAccepted("alg by its younger number", cwt(with(HEADER, "01", "32"), CLAIMS));
    }

    static Stream<Arguments> claims() {
        String list = map(STATUS_LIST);
        return Stream.of(
                pair("iat missing", without(CLAIMS, IAT), CLAIMS, "iat is missing"),
                pair("iat a text", with(CLAIMS, IAT, text("1686920170")), CLAIMS, "iat is not an integer"),
                pair("iat a float", with(CLAIMS, IAT, "f93c00"), CLAIMS, "iat is not an integer"),
                pair(
                        "iat negative",
                        with(CLAIMS, IAT, "20"),
                        with(CLAIMS, IAT, "00"),
                        "iat is not a number of seconds up to the year 9999"),
                pair(
                        "iat in milliseconds, far away",
                        with(CLAIMS, IAT, ForgeCwt.number(1_686_920_170_000L)),
                        CLAIMS,
                        "iat is not a number of seconds up to the year 9999"),
                pair("iat beyond 63 bits", with(CLAIMS, IAT, "1bffffffffffffffff"), CLAIMS, "iat is beyond 64 bits"),
                pair(
                        "iat tagged as a time",
                        with(CLAIMS, IAT, "c11a648c5bea"),
                        CLAIMS,
                        "the status list token has a tag where none belongs"),
                pair("iat under a text key", renamed(CLAIMS, IAT, text("6")), CLAIMS, "iat is missing"),
                pair("iat under its name in a JWT", renamed(CLAIMS, IAT, text("iat")), CLAIMS, "iat is missing"),
                pair("exp a text", with(CLAIMS, EXP, text("1")), CLAIMS, "exp is not an integer"),
                pair("exp null", with(CLAIMS, EXP, "f6"), without(CLAIMS, EXP), "exp is not an integer"),
                pair(
                        "exp 1e18",
                        with(CLAIMS, EXP, "1b0de0b6b3a7640000"),
                        CLAIMS,
                        "exp is not a number of seconds up to the year 9999"),
                pair(
                        "ttl zero",
                        with(CLAIMS, TTL, "00"),
                        with(CLAIMS, TTL, "01"),
                        "the status list token: ttl is not positive"),
                pair(
                        "ttl negative",
                        with(CLAIMS, TTL, "20"),
                        CLAIMS,
                        "ttl is not a number of seconds up to the year 9999"),
                pair("ttl a float", with(CLAIMS, TTL, "fb40e5180000000000"), CLAIMS, "ttl is not an integer"),
                pair("ttl a text", with(CLAIMS, TTL, text("43200")), without(CLAIMS, TTL), "ttl is not an integer"),
                pair("sub missing", without(CLAIMS, SUB), CLAIMS, "sub is missing"),
                pair("sub bytes", with(CLAIMS, SUB, bytes(parse("68"))), CLAIMS, "sub is not a text"),
                pair(
                        "sub no URI",
                        with(CLAIMS, SUB, text("lists/1")),
                        with(CLAIMS, SUB, text("urn:x")),
                        "the status list token: sub is not an absolute URI"),
                pair("status_list missing", without(CLAIMS, LIST), CLAIMS, "status_list is missing"),
                pair(
                        "status_list under its name",
                        renamed(CLAIMS, LIST, text("status_list")),
                        CLAIMS,
                        "status_list is missing"),
                pair("status_list bytes", with(CLAIMS, LIST, bytes(parse(list))), CLAIMS, "status_list is not a map"),
                pair("status_list an array", with(CLAIMS, LIST, "81" + list), CLAIMS, "status_list is not a map"),
                pair("bits missing", listed(without(STATUS_LIST, BITS)), CLAIMS, "bits is missing"),
                pair(
                        "bits 3",
                        listed(with(STATUS_LIST, BITS, "03")),
                        listed(with(STATUS_LIST, BITS, "04")),
                        "bits is none of 1, 2, 4, 8"),
                pair("bits 0", listed(with(STATUS_LIST, BITS, "00")), CLAIMS, "bits is outside 1…8"),
                pair(
                        "bits 16",
                        listed(with(STATUS_LIST, BITS, "10")),
                        listed(with(STATUS_LIST, BITS, "08")),
                        "bits is outside 1…8"),
                pair("bits a text", listed(with(STATUS_LIST, BITS, "6131")), CLAIMS, "bits is not an integer"),
                pair(
                        "bits under a byte key",
                        listed(renamed(STATUS_LIST, BITS, bytes("bits".getBytes(StandardCharsets.US_ASCII)))),
                        CLAIMS,
                        "status_list has a key that is neither text nor number"),
                pair("lst missing", listed(without(STATUS_LIST, LST)), CLAIMS, "lst is missing"),
                pair(
                        "lst a text, as in JSON",
                        listed(with(STATUS_LIST, LST, text(Forge.LST))),
                        CLAIMS,
                        "lst is not a byte string"),
                pair(
                        "lst of indefinite length",
                        listed(with(STATUS_LIST, LST, "5f" + STATUS_LIST.get(LST) + "ff")),
                        CLAIMS,
                        "the status list token has an item of indefinite length"),
                pair(
                        "aggregation_uri no URI",
                        listed(with(STATUS_LIST, text("aggregation_uri"), text("x"))),
                        listed(with(STATUS_LIST, text("aggregation_uri"), text("urn:x"))),
                        "the status list token: aggregation_uri is not an absolute URI"),
                pair(
                        "holdfast a number",
                        with(CLAIMS, text("holdfast"), "01"),
                        with(CLAIMS, text("hold"), "01"),
                        "holdfast is not a map"),
                pair(
                        "holdfast without n",
                        with(
                                CLAIMS,
                                text("holdfast"),
                                map(ordered(text("epoch"), "01", text("partition"), "00", text("version"), "01"))),
                        with(
                                CLAIMS,
                                text("holdfast"),
                                map(ordered(
                                        text("epoch"),
                                        "01",
                                        text("partition"),
                                        "00",
                                        text("n"),
                                        "00",
                                        text("version"),
                                        "01"))),
                        "the status list token: epoch, partition, n or version out of range"),
                pair(
                        "deep",
                        with(CLAIMS, "00", "81".repeat(20) + "00"),
                        with(CLAIMS, "00", "81".repeat(4) + "00"),
                        NO_CBOR),
                pair(
                        "many items",
                        with(CLAIMS, "00", "99ffff" + "00".repeat(0xffff)),
                        with(CLAIMS, "00", "990f00" + "00".repeat(0xf00)),
                        "the status list token has more than 4096 items"));
    }

    @Conformance({"TSL-1", "TSL-6", "TSL-8", "TSL-9", "TSL-10", "TSL-14"})
    @ParameterizedTest(name = "F25 {0}")
    @MethodSource("claims")
    void claims_are_refused_and_their_twin_is_not(
            String what, Map<String, String> hostile, Map<String, String> twin, String message) {
        assertAccepted(what, cwt(twin));
        assertRefused(what, cwt(hostile), message);
    }

    @Conformance("TSL-11")
    @Test
    void a_claim_that_stands_twice_is_refused() {
        String twice = "a6" + SUB + text("urn:x") + map(CLAIMS).substring(2);
        assertRefused(
                "sub twice", cwt(map(HEADER), "a0", twice, Forge.SIGNER), "the status list token has a key twice");
        String spelt = "a6" + "1802" + text("urn:x") + map(CLAIMS).substring(2);
        assertRefused(
                "once spelt out", cwt(map(HEADER), "a0", spelt, Forge.SIGNER), "the status list token has a key twice");
        String named = "a6" + text("2") + text("urn:x") + map(CLAIMS).substring(2);
        assertAccepted("a text beside the number", cwt(map(HEADER), "a0", named, Forge.SIGNER));
    }

    static Stream<Arguments> streams() {
        byte[] two = {(byte) 0xb9, (byte) 0xa3};
        byte[] zlib = BoundedInflate.deflate(two);
        Map<String, String> good = list(1, zlib);
        return Stream.of(
                pair(
                        "bytes behind the stream",
                        list(1, Arrays.copyOf(zlib, zlib.length + 3)),
                        good,
                        "3 bytes follow the zlib stream"),
                pair(
                        "a stream cut off",
                        list(1, Arrays.copyOf(zlib, zlib.length - 1)),
                        good,
                        "the zlib stream is truncated"),
                pair("not compressed", list(1, two), good, "not a zlib stream"),
                pair("DEFLATE without zlib", list(1, Forge.raw(two)), good, "not a zlib stream"),
                pair(
                        "a preset dictionary",
                        list(1, Forge.withDictionary(two)),
                        good,
                        "the zlib stream needs a preset dictionary"),
                pair(
                        "an empty list",
                        list(1, BoundedInflate.deflate(new byte[0])),
                        list(1, BoundedInflate.deflate(new byte[1])),
                        "the status list token: no list has 1 bits and 0 entries"),
                pair(
                        "a byte too much",
                        list(8, BoundedInflate.deflate(new byte[(1 << 20) + 1])),
                        list(8, BoundedInflate.deflate(new byte[1 << 20])),
                        "the zlib stream inflates to more than 1048576 bytes"),
                pair(
                        "eight entries too many",
                        list(1, BoundedInflate.deflate(new byte[(1 << 17) + 1])),
                        list(1, BoundedInflate.deflate(new byte[1 << 17])),
                        "the zlib stream inflates to more than 131072 bytes"));
    }

    @Conformance({"TSL-3", "TSL-4"})
    @ParameterizedTest(name = "F29 {0}")
    @MethodSource("streams")
    void a_stream_is_refused_and_its_twin_is_not(
            String what, Map<String, String> hostile, Map<String, String> twin, String message) {
        assertAccepted(what, cwt(twin));
        assertRefused(what, cwt(hostile), message);
    }

    @Test
    void a_length_that_is_only_claimed_costs_no_memory() {
        byte[] claim = parse("d284" + bytes(parse(map(HEADER))) + "a0" + "5a7fffffff" + "00");
        assertThat(AllocatedBytes.by(() -> assertRefused("2 GiB", claim, "the COSE_Sign1 is not well-formed CBOR")))
                .isLessThan(4L << 20);
    }

    @Conformance("TSL-11")
    @Test
    void no_flipped_bit_of_ten_thousand_is_accepted() {
        long seed = 20_260_302;
        Random random = new Random(seed);
        byte[] good = TokenStatusListCwt.sign(parse(map(CLAIMS)), Forge.SIGNER);
        assertAccepted("as it is", good);
        for (int i = 0; i < 10_000; i++) {
            byte[] bad = good.clone();
            int bit = random.nextInt(good.length * 8);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> TokenStatusListCwt.verify(bad, KEY))
                    .as("bit %d, seed %d", bit, seed)
                    .isInstanceOfAny(Malformed.class, BadSignature.class);
        }
    }

    @Test
    void bytes_without_sense_are_refused_and_nothing_else_happens() {
        long seed = 20_260_303;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(80)];
            random.nextBytes(noise);
            byte[] hostile = i % 2 == 0 ? noise : mangled(random);
            assertThatThrownBy(() -> TokenStatusListCwt.verify(hostile, KEY))
                    .as("round %d, seed %d", i, seed)
                    .isInstanceOfAny(Malformed.class, BadSignature.class);
            assertThat(TokenStatusListCwt.keyIdHint(hostile)).isNotNull();
        }
    }

    /// Claims with a few bytes replaced, properly signed unless they still make sense.
    private static byte[] mangled(Random random) {
        byte[] claims = parse(map(CLAIMS));
        for (int i = 0; i <= random.nextInt(4); i++) {
            claims[random.nextInt(claims.length)] = (byte) random.nextInt(256);
        }
        return cwt(map(HEADER), "a0", HexFormat.of().formatHex(claims), MALLORY);
    }

    private static byte[] signatureOf(byte[] other) {
        byte[] mixed = GOOD.clone();
        System.arraycopy(other, other.length - 64, mixed, mixed.length - 64, 64);
        return mixed;
    }

    private static byte[] signedWithoutHeader() {
        String payload = map(CLAIMS);
        byte[] signature = Forge.SIGNER.sign(parse("84" + text("Signature1") + "4040" + bytes(parse(payload))));
        return parse("d284" + bytes(parse(map(HEADER))) + "a0" + bytes(parse(payload)) + bytes(signature));
    }

    private static Map<String, String> listed(Map<String, String> list) {
        return with(CLAIMS, LIST, map(list));
    }

    private static void assertRefused(String what, byte[] hostile, String message) {
        assertThatThrownBy(() -> TokenStatusListCwt.verify(hostile, KEY))
                .as(what)
                .isInstanceOfAny(Malformed.class, BadSignature.class)
                .hasMessage(message);
    }

    private static void assertAccepted(String what, byte[] twin) {
        try {
            assertThat(TokenStatusListCwt.verify(twin, KEY).keyId()).isEqualTo(KEY.keyId());
        } catch (Malformed | BadSignature e) {
            throw new AssertionError("the valid twin of: " + what, e);
        }
    }

    private static Arguments refused(String what, byte[] hostile, String message) {
        return Arguments.of(what, hostile, message);
    }

    private static Arguments pair(String what, Map<String, String> hostile, Map<String, String> twin, String message) {
        return Arguments.of(what, hostile, twin, message);
    }
}
