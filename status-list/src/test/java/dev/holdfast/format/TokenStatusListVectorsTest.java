package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.event.Status;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors of draft-ietf-oauth-status-list-20, and lists that `@sd-jwt/jwt-status-list` made. The draft
/// that is pinned is the next one, the last before publication; its encodings are those of the draft the
/// vectors are of. The small examples and the signed ones stand here as well.
class TokenStatusListVectorsTest {
    private static final String FILE = "token-status-list-vectors.json";
    private static final String DRAFT_JWK = """
            {"kty":"EC","crv":"P-256","x":"I3HWm_0Ds1dPMI-IWmf4mBmH-YaeAVbPVu7vB27CxXo",\
            "y":"6N_d5Elj9bs1htgV3okJKIdbHEpkgTmAluYKJemzn1M"}""";
    private static final String DRAFT_JWT =
            "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEyIiwidHlwIjoic3RhdHVzbGlzdCtqd3QifQ.eyJleHAiOjIyOTE3MjAxNzAsImlhdCI6MTY4Njky"
                    + "MDE3MCwiaXNzIjoiaHR0cHM6Ly9leGFtcGxlLmNvbSIsInN0YXR1c19saXN0Ijp7ImJpdHMiOjEsImxzdCI6ImVOcmJ1UmdBQWhjQlhRIn0sI"
                    + "nN1YiI6Imh0dHBzOi8vZXhhbXBsZS5jb20vc3RhdHVzbGlzdHMvMSIsInR0bCI6NDMyMDB9.2lKUUNG503R9htu4aHAYi7vjmr3sgApbfoDvPrl"
                    + "65N3URUO1EYqqQl45Jfzd-Av4QzlKa3oVALpLwOEUOq-U_g";

    private static final String DRAFT_CWT =
            "d2845820a2012610781a6170706c69636174696f6e2f7374617475736c6973742b637774a1044231325850a502782168"
                    + "747470733a2f2f6578616d706c652e636f6d2f7374617475736c697374732f31061a648c5bea041a8898dfea19fffe19"
                    + "a8c019fffda2646269747301636c73744a78dadbb918000217015d584093fa4d01032b18c35e2fe1101b77fd6cc94400"
                    + "22caa4694450c4e4e9feab4e99d1fa6d9772ce2bf3a12e0323ded7c982c5e101a5e67f0cbc1e2b6f57ce99c279";

    @Test
    void the_vectors_are_of_the_draft_before_the_one_that_is_pinned() throws IOException, Malformed {
        String document = StrictJson.text(StrictJson.child(Vectors.read(FILE), "source"), "document");
        assertThat(document).startsWith("draft-ietf-oauth-status-list-20");
        assertThat(TokenStatusList.DRAFT).isEqualTo("draft-ietf-oauth-status-list-21");
    }

    @Conformance({"TSL-1", "TSL-2"})
    @ParameterizedTest
    @CsvSource({"1, eNrbuRgAAhcBXQ, 1001110111000101, b9a3", "2, eNo76fITAAPfAgc, 120301011233, c944f9"})
    void the_small_lists_are_read(int bits, String lst, String codes, String hex) throws Malformed {
        PackedStatuses list = read(bits, lst);
        assertThat(list.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))
                .isEqualTo(HexFormat.of().parseHex(hex));
        for (int i = 0; i < codes.length(); i++) {
            assertThat(list.code(i)).isEqualTo(codes.charAt(i) - '0');
        }
    }

    @Conformance({"TSL-12", "TSL-13", "TSL-14"})
    @Test
    void the_signed_cwt_verifies() throws Malformed, BadSignature {
        assertDraftCwt(HexFormat.of().parseHex(DRAFT_CWT), PublicKey.fromJwk(json(DRAFT_JWK)));
    }

    @Conformance({"TSL-12", "TSL-13", "TSL-14"})
    @Test
    void the_cwt_of_the_draft_verifies_and_its_claims_are_written_byte_for_byte()
            throws IOException, Malformed, BadSignature {
        JsonNode tokens = StrictJson.child(Vectors.read(FILE), "tokens");
        byte[] cwt = HexFormat.of().parseHex(StrictJson.text(tokens, "status_list_cwt_hex"));
        assertDraftCwt(cwt, PublicKey.publicPart(tokens.get("example_key_jwk")));
        CoseSign1 parts = CoseSign1.parse(cwt, cwt.length);
        StatusListToken claims = TokenStatusListCwt.parsePayload(parts.payload().toArray());
        assertThat(TokenStatusListCwt.payload(claims, 9))
                .isEqualTo(parts.payload().toArray());
        JsonNode decoded = StrictJson.child(tokens, "status_list_cwt_decoded");
        assertThat(parts.type()).contains(decoded.get("protected").get("16").textValue());
        assertThat(parts.algorithm()).hasValue(decoded.get("protected").get("1").longValue());
    }

    @Conformance({"TSL-2", "TSL-6"})
    @Test
    void the_lists_of_the_draft_are_read_and_written_in_cbor() throws IOException, Malformed {
        int count = 0;
        for (String size : List.of("small", "large")) {
            for (JsonNode vector : StrictJson.elements(Vectors.read(FILE), size, 100)) {
                JsonNode json = StrictJson.child(vector, "json");
                PackedStatuses list = read(StrictJson.integer(json, "bits", 1, 8), StrictJson.text(json, "lst"));
                String cbor = StrictJson.text(vector, "cbor_hex");
                byte[] claims =
                        ForgeCwt.parse("a3" + "02" + ForgeCwt.text(Forge.SUB) + "06" + "1a648c5bea" + "19fffd" + cbor);
                StatusListToken token = TokenStatusListCwt.parsePayload(claims);
                assertThat(token.statuses()).as(vector.get("id").textValue()).isEqualTo(list);
                assertThat(TokenStatusListCwt.payload(token, 9)).isEqualTo(claims);
                count++;
            }
        }
        assertThat(count).isEqualTo(6);
    }

    @Conformance({"TSL-15", "TSL-16"})
    @Test
    void the_referenced_cwt_of_the_draft_names_its_list() throws IOException, Malformed, BadSignature {
        JsonNode tokens = StrictJson.child(Vectors.read(FILE), "tokens");
        byte[] cwt = HexFormat.of().parseHex(StrictJson.text(tokens, "referenced_token_cwt_hex"));
        CoseSign1 parts = CoseSign1.parse(cwt, cwt.length);
        PublicKey.publicPart(tokens.get("example_key_jwk"))
                .verify(parts.signed(), parts.signature().toArray());
        byte[] claims = parts.payload().toArray();
        assertThat(StatusReference.inCwt(claims)).contains(new StatusReference(0, Forge.SUB));
        assertThat(HexFormat.of().formatHex(claims))
                .endsWith("19ffff" + HexFormat.of().formatHex(new StatusReference(0, Forge.SUB).toCbor()));
    }

    @Conformance({"TSL-15", "TSL-17"})
    @Test
    void the_referenced_sd_jwt_of_the_draft_names_its_list() throws IOException, Malformed {
        String sdJwt = StrictJson.text(StrictJson.child(Vectors.read(FILE), "tokens"), "referenced_sd_jwt");
        byte[] payload = StrictJson.base64Url(sdJwt.split("\\.", -1)[1], "payload");
        assertThat(StatusReference.inJwt(StrictJson.parseObject(payload, "payload")))
                .contains(new StatusReference(0, "https://example.com/statuslists/1"));
    }

    @Conformance({"TSL-7", "TSL-11"})
    @Test
    void the_signed_example_verifies() throws Malformed, BadSignature {
        assertDraftToken(DRAFT_JWT, PublicKey.fromJwk(json(DRAFT_JWK)));
    }

    @Test
    void the_small_lists_of_the_draft_are_read_and_written() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read(FILE), "small", 100)) {
            JsonNode json = StrictJson.child(vector, "json");
            PackedStatuses list = read(StrictJson.integer(json, "bits", 1, 8), StrictJson.text(json, "lst"));
            assertThat(list.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))
                    .isEqualTo(HexFormat.of().parseHex(StrictJson.text(vector, "uncompressed_hex")));
            int idx = 0;
            for (JsonNode status : StrictJson.elements(vector, "statuses", 100)) {
                assertThat(list.code(idx++)).isEqualTo(status.intValue());
            }
            assertWritten(list);
            count++;
        }
        assertThat(count).isEqualTo(2);
    }

    @Conformance({"TSL-1", "TSL-2", "TSL-4"})
    @Test
    void the_large_lists_of_the_draft_are_read_and_made_from_their_statuses() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read(FILE), "large", 100)) {
            JsonNode json = StrictJson.child(vector, "json");
            int bits = StrictJson.integer(json, "bits", 1, 8);
            TreeMap<Integer, Integer> statuses = new TreeMap<>();
            for (Map.Entry<String, JsonNode> status : vector.get("statuses").properties()) {
                statuses.put(Integer.valueOf(status.getKey()), status.getValue().intValue());
            }
            PackedStatuses read = read(bits, StrictJson.text(json, "lst"));
            PackedStatuses made = PackedStatuses.allValid(bits, StrictJson.integer(vector, "size", 1, 1 << 20))
                    .with(statuses);
            byte[] packed = made.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
            assertThat(read).as(vector.get("id").textValue()).isEqualTo(made);
            assertThat(packed).hasSize(vector.get("uncompressed_bytes").intValue());
            assertThat(Bytes.of(packed).sha256().toHex()).isEqualTo(StrictJson.text(vector, "uncompressed_sha256"));
            assertWritten(made);
            count++;
        }
        assertThat(count).isEqualTo(4);
    }

    @Test
    void the_token_of_the_draft_verifies_once_its_padding_is_gone() throws IOException, Malformed, BadSignature {
        JsonNode tokens = StrictJson.child(Vectors.read(FILE), "tokens");
        JsonNode token = StrictJson.child(tokens, "status_list_jwt");
        PublicKey key = PublicKey.publicPart(tokens.get("example_key_jwk"));
        assertDraftToken(StrictJson.text(token, "compact"), key);
        // The text of the draft prints the padding, which a compact JWS may not have.
        String asPrinted = StrictJson.text(token, "compact") + "==";
        assertThatThrownBy(() -> TokenStatusListJwt.verify(asPrinted, key))
                .isInstanceOf(Malformed.class)
                .hasMessage("the JWS signature is not canonical base64url");
    }

    @Conformance("TSL-18")
    @Test
    void the_status_types_of_the_draft_are_ours() throws IOException, Malformed {
        JsonNode types = StrictJson.child(Vectors.read(FILE), "status_types");
        assertThat(new Status(0)).hasToString(StrictJson.text(types, "0"));
        assertThat(new Status(1)).hasToString(StrictJson.text(types, "1"));
        assertThat(new Status(2)).hasToString(StrictJson.text(types, "2"));
        assertThat(types.has("3") && types.has("12-15")).isTrue();
        assertThat(types.size()).isEqualTo(5);
    }

    @Test
    void lists_of_another_implementation_are_read() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read("peer-generated.json"), "tsl", 100)) {
            PackedStatuses list = read(StrictJson.integer(vector, "bits", 1, 8), StrictJson.text(vector, "lst"));
            int idx = 0;
            for (JsonNode status : StrictJson.elements(vector, "statuses", 64)) {
                assertThat(list.code(idx++)).isEqualTo(status.intValue());
            }
            assertThat(list.capacity()).isEqualTo(idx);
            count++;
        }
        assertThat(count).isEqualTo(4);
    }

    private static void assertDraftToken(String jws, PublicKey key) throws Malformed, BadSignature {
        VerifiedToken verified = TokenStatusListJwt.verify(jws, key);
        StatusListToken token = verified.token();
        assertThat(TokenStatusListJwt.keyIdHint(jws)).contains("12");
        assertThat(verified.keyId()).isEqualTo(key.keyId());
        assertThat(token.sub()).isEqualTo(Forge.SUB);
        assertThat(token.issuedAt()).isEqualTo(Instant.ofEpochSecond(1_686_920_170));
        assertThat(token.expiresAt()).contains(Instant.ofEpochSecond(2_291_720_170L));
        assertThat(token.ttl()).contains(Duration.ofHours(12));
        assertThat(token.statuses()).isEqualTo(read(1, Forge.LST));
        assertThat(token.provenance()).isEmpty();
    }

    private static void assertDraftCwt(byte[] cwt, PublicKey key) throws Malformed, BadSignature {
        VerifiedToken verified = TokenStatusListCwt.verify(cwt, key);
        StatusListToken token = verified.token();
        assertThat(TokenStatusListCwt.keyIdHint(cwt)).contains("12");
        assertThat(verified.keyId()).isEqualTo(key.keyId());
        assertThat(token).isEqualTo(TokenStatusListJwt.parsePayload(Forge.PAYLOAD.getBytes(StandardCharsets.UTF_8)));
    }

    /// What we write of a list inflates to the same bytes again.
    private static void assertWritten(PackedStatuses list) throws Malformed {
        ObjectNode payload = json(Forge.PAYLOAD);
        byte[] zlib = BoundedInflate.deflate(list.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST), 9);
        ((ObjectNode) payload.get("status_list")).put("bits", list.bits()).put("lst", StrictJson.base64Url(zlib));
        StatusListToken token = TokenStatusListJwt.parsePayload(StrictJson.write(payload));
        assertThat(TokenStatusListJwt.parsePayload(TokenStatusListJwt.payload(token, 9))
                        .statuses())
                .isEqualTo(list);
    }

    private static PackedStatuses read(int bits, String lst) throws Malformed {
        String payload = Forge.PAYLOAD.replace("\"bits\":1", "\"bits\":" + bits).replace(Forge.LST, lst);
        return TokenStatusListJwt.parsePayload(payload.getBytes(StandardCharsets.UTF_8))
                .statuses();
    }

    private static ObjectNode json(String text) throws Malformed {
        return StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "text");
    }
}
