package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.event.Status;
import dev.holdfast.format.TokenRefused.Reason;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusReferenceTest {
    private static final StatusReference REFERENCE = new StatusReference(3, Forge.SUB);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Conformance("TSL-15")
    @Test
    void a_reference_is_read_beside_other_mechanisms() throws Malformed {
        ObjectNode claims = claims("""
                {"iss":"https://example.com","status":{"identifier_list":{"id":"x"},\
                "status_list":{"idx":3,"uri":"https://example.com/statuslists/1","note":true}}}""");
        assertThat(StatusReference.inJwt(claims)).contains(REFERENCE);
        assertThat(StatusReference.inJwt(claims("{\"status\":" + REFERENCE.toJson() + "}")))
                .contains(REFERENCE);
    }

    @Conformance("TSL-15")
    @Test
    void a_token_without_a_status_list_has_no_reference() throws Malformed {
        assertThat(StatusReference.inJwt(claims("{}"))).isEmpty();
        assertThat(StatusReference.inJwt(claims("{\"status\":{}}"))).isEmpty();
        assertThat(StatusReference.inCwt(ForgeCwt.parse("a0"))).isEmpty();
        assertThat(StatusReference.inCwt(ForgeCwt.parse("a119ffffa0"))).isEmpty();
    }

    @Conformance("TSL-15")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'status':'valid'} | status is not an object",
                "{'status':null} | status is not an object",
                "{'status':{'status_list':3}} | status_list is not an object",
                "{'status':{'status_list':{'uri':'https://a.example/1'}}} | idx is not an integer",
                "{'status':{'status_list':{'idx':'3','uri':'https://a.example/1'}}} | idx is not an integer",
                "{'status':{'status_list':{'idx':3.0,'uri':'https://a.example/1'}}} | idx is not an integer",
                "{'status':{'status_list':{'idx':99999999999999999999,'uri':'u:x'}}} | idx is not an integer",
                "{'status':{'status_list':{'idx':-1,'uri':'https://a.example/1'}}} | status_list: idx is negative",
                "{'status':{'status_list':{'idx':3}}} | uri is not a string",
                "{'status':{'status_list':{'idx':3,'uri':['https://a.example/1']}}} | uri is not a string",
                "{'status':{'status_list':{'idx':3,'uri':'/statuslists/1'}}} | status_list: uri is not an absolute URI",
                "{'status':{'status_list':{'idx':3,'uri':''}}} | status_list: uri is not an absolute URI"
            })
    void a_reference_of_another_shape_is_refused(String json, String message) {
        assertThatThrownBy(() -> StatusReference.inJwt(claims(json.replace('\'', '"'))))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Conformance({"TSL-15", "TSL-16"})
    @Test
    void a_cwt_has_the_same_reference_under_text_keys() throws Malformed {
        byte[] claims =
                ForgeCwt.parse("a2" + "0161" + "78" + "19ffff" + HexFormat.of().formatHex(REFERENCE.toCbor()));
        assertThat(StatusReference.inCwt(claims)).contains(REFERENCE);
        String list = "a2" + ForgeCwt.text("idx") + "03" + ForgeCwt.text("uri") + ForgeCwt.text(Forge.SUB);
        assertThat(StatusReference.inCwt(status(list))).contains(REFERENCE);
        assertCwtRefused(status(list.replace(ForgeCwt.text("idx") + "03", "0103")), "status_list: idx is negative");
        assertCwtRefused(
                status(list.replace(ForgeCwt.text("idx") + "03", ForgeCwt.text("idx") + "22")),
                "status_list: idx is negative");
        assertCwtRefused(
                status(list.replace(ForgeCwt.text("idx") + "03", ForgeCwt.text("idx") + "6133")),
                "idx is not an integer");
        assertCwtRefused(status("a1" + ForgeCwt.text("idx") + "03"), "status_list: uri is not an absolute URI");
        assertCwtRefused(status("8103"), "status_list is not a map");
        assertCwtRefused(ForgeCwt.parse("a119ffff01"), "status is not a map");
        assertCwtRefused(ForgeCwt.joined(status(list), (byte) 0), "bytes follow the referenced token");
    }

    @Conformance({"TSL-8", "TSL-27", "TSL-29", "TSL-30", "TSL-32"})
    @Test
    void a_list_answers_for_its_own_uri_in_its_time_and_as_far_as_it_reaches()
            throws Malformed, BadSignature, TokenRefused {
        VerifiedToken list =
                TokenStatusListJwt.verify(Forge.jws(Forge.HEADER, Forge.PAYLOAD), Forge.SIGNER.publicKey());
        assertThat(REFERENCE.in(list, NOW)).isEqualTo(Status.INVALID);
        assertThat(new StatusReference(15, Forge.SUB).in(list, NOW)).isEqualTo(Status.INVALID);
        assertThat(new StatusReference(14, Forge.SUB).in(list, NOW)).isEqualTo(Status.VALID);
        assertRefused(new StatusReference(16, Forge.SUB), list, NOW, Reason.INDEX_OUT_OF_RANGE);
        assertRefused(new StatusReference(1L << 32, Forge.SUB), list, NOW, Reason.INDEX_OUT_OF_RANGE);
        assertRefused(new StatusReference(Long.MAX_VALUE, Forge.SUB), list, NOW, Reason.INDEX_OUT_OF_RANGE);
        assertRefused(new StatusReference(3, Forge.SUB + "/"), list, NOW, Reason.OTHER_SUBJECT);
        assertRefused(REFERENCE, list, Instant.parse("2042-08-16T12:56:10Z"), Reason.EXPIRED);
        assertRefused(REFERENCE, list, Instant.parse("2023-06-16T12:00:00Z"), Reason.ISSUED_IN_THE_FUTURE);
    }

    @Test
    void a_reference_that_is_none_cannot_be_made() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusReference(-1, Forge.SUB));
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusReference(0, "lists/1"));
    }

    private static byte[] status(String list) {
        return ForgeCwt.parse(
                "a1" + "19ffff" + "a2" + ForgeCwt.text("other") + "f6" + ForgeCwt.text("status_list") + list);
    }

    private static void assertCwtRefused(byte[] claims, String message) {
        assertThatThrownBy(() -> StatusReference.inCwt(claims))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    private static void assertRefused(StatusReference reference, VerifiedToken list, Instant now, Reason reason) {
        assertThatThrownBy(() -> reference.in(list, now))
                .isInstanceOfSatisfying(
                        TokenRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static ObjectNode claims(String json) throws Malformed {
        return StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), "claims");
    }
}
