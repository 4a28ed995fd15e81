package dev.holdfast.bitstring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.Conformance;
import dev.holdfast.bitstring.StatusListError.Kind;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.SecuredVc;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BitstringEntryTest {
    private static final String GOOD = """
            {"id":"https://status.example/lists/acme.one#8","type":"BitstringStatusListEntry",\
            "statusPurpose":"revocation","statusListIndex":"8",\
            "statusListCredential":"https://status.example/lists/acme.one"}""";
    private static final String MESSAGES = """
            ,"statusSize":2,"statusMessage":[{"status":"0x0","message":"a"},{"status":"0x1","message":"b"},\
            {"status":"0x2","message":"c","more":1},{"status":"0x3","message":"d"}]}""";
    private static final String NO_DIGITS = "statusListIndex is not a string of decimal digits";

    static Stream<Arguments> entries() {
        return Stream.of(
                entry(
                        "another type",
                        "BitstringStatusListEntry",
                        "StatusList2021Entry",
                        "type of credentialStatus is not BitstringStatusListEntry"),
                entry(
                        "types",
                        "\"BitstringStatusListEntry\"",
                        "[\"BitstringStatusListEntry\"]",
                        "type is not a string"),
                entry("no type", "\"type\"", "\"typ\"", "type is not a string"),
                entry("an id that is the list", "acme.one#8", "acme.one", "id of the entry is the URL of the list"),
                entry(
                        "an id that is no URL",
                        "\"https://status.example/lists/acme.one#8\"",
                        "\"8\"",
                        "id is not an absolute URL"),
                entry(
                        "an id that is a number",
                        "\"https://status.example/lists/acme.one#8\"",
                        "8",
                        "id is not a string"),
                entry("purposes", "\"revocation\"", "[\"revocation\"]", "statusPurpose is not a string"),
                entry("an empty purpose", "revocation", "", "statusPurpose is empty"),
                entry("no purpose", "statusPurpose", "purpose", "statusPurpose is not a string"),
                entry("an index that is a number", "\"8\"", "8", "statusListIndex is not a string"),
                entry("an empty index", "\"8\"", "\"\"", NO_DIGITS),
                entry("a negative index", "\"8\"", "\"-8\"", NO_DIGITS),
                entry("a plus", "\"8\"", "\"+8\"", NO_DIGITS),
                entry("hexadecimal", "\"8\"", "\"0x8\"", NO_DIGITS),
                entry("a space", "\"8\"", "\" 8\"", NO_DIGITS),
                entry("a fraction", "\"8\"", "\"8.0\"", NO_DIGITS),
                entry("an exponent", "\"8\"", "\"8e0\"", NO_DIGITS),
                entry("digits of another script", "\"8\"", "\"\u0668\"", NO_DIGITS),
                entry("a thousand digits", "\"8\"", "\"" + "8".repeat(1000) + "\"", NO_DIGITS),
                entry("no list", "statusListCredential", "list", "statusListCredential is not a string"),
                entry(
                        "a list that is no URL",
                        "\"https://status.example/lists/acme.one\"}",
                        "\"one\"}",
                        "statusListCredential is not an absolute URL"),
                entry("no size", "}", ",\"statusSize\":0}", "statusSize is outside 1…8"),
                entry("a negative size", "}", ",\"statusSize\":-1}", "statusSize is outside 1…8"),
                entry("a size that is a string", "}", ",\"statusSize\":\"1\"}", "statusSize is not an integer"),
                entry("a size of nine", "}", ",\"statusSize\":9}", "statusSize is outside 1…8"),
                entry(
                        "a size without messages",
                        "}",
                        ",\"statusSize\":2}",
                        "statusMessage is missing where statusSize is 2"),
                entry(
                        "too few messages",
                        "}",
                        MESSAGES.replace(",{\"status\":\"0x3\",\"message\":\"d\"}", ""),
                        "statusMessage has not one message for each of 2^statusSize values"),
                entry(
                        "a value twice",
                        "}",
                        MESSAGES.replace("0x3", "0x2"),
                        "statusMessage has not one message for each of 2^statusSize values"),
                entry(
                        "a value beyond",
                        "}",
                        MESSAGES.replace("0x3", "0x4"),
                        "statusMessage has not one message for each of 2^statusSize values"),
                entry(
                        "no messages",
                        "}",
                        ",\"statusMessage\":[]}",
                        "statusMessage has not one message for each of 2^statusSize values"),
                entry(
                        "a value without 0x",
                        "}",
                        MESSAGES.replace("0x3", "3"),
                        "status of a statusMessage is not 0x and hexadecimal digits"),
                entry("a message that is a number", "}", MESSAGES.replace("\"d\"", "4"), "message is not a string"),
                entry(
                        "a reference that is no URL",
                        "}",
                        ",\"statusReference\":\"here\"}",
                        "statusReference is not an absolute URL"),
                entry(
                        "references of which one is no URL",
                        "}",
                        ",\"statusReference\":[\"https://a.example\",\"here\"]}",
                        "statusReference is not an absolute URL"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    @Conformance({
        "BSL-2", "BSL-3", "BSL-4", "BSL-7", "BSL-9", "BSL-10", "BSL-11", "BSL-12", "BSL-13", "BSL-15", "BSL-16",
        "BSL-34"
    })
    void an_entry_is_refused_and_its_twin_is_not(String what, String from, String to, String message)
            throws Malformed, StatusListError {
        assertThat(read(GOOD)).containsExactly(Lists.entry("revocation", 8));
        assertThat(GOOD).contains(from);
        assertError(() -> read(GOOD.replace(from, to)), Kind.MALFORMED_VALUE_ERROR, message);
    }

    @Test
    @Conformance({"BSL-3", "BSL-7", "BSL-10", "BSL-11", "BSL-13", "BSL-14", "BSL-15"})
    void what_an_entry_may_say_it_may_say() throws Malformed, StatusListError {
        assertThat(read(GOOD.replaceAll("\"id\":\"[^\"]*\",", ""))).containsExactly(Lists.entry("revocation", 8));
        assertThat(read(GOOD.replace("\"8\"", "\"0008\""))).containsExactly(Lists.entry("revocation", 8));
        assertThat(read(GOOD.replace("}", ",\"statusSize\":1,\"more\":[]}")))
                .containsExactly(Lists.entry("revocation", 8));
        assertThat(read(GOOD.replace("}", ",\"statusReference\":[\"https://a.example\"]}")))
                .hasSize(1);
        BitstringEntry two = read(GOOD.replace("}", MESSAGES)).getFirst();
        assertThat(two.size()).isEqualTo(2);
        assertThat(two.messages()).containsEntry(2, "c").hasSize(4);
        String one =
                ",\"statusMessage\":[{\"status\":\"0x0\",\"message\":\"ok\"},{\"status\":\"0x1\",\"message\":\"no\"}]}";
        assertThat(read(GOOD.replace("}", one)).getFirst().messages()).containsEntry(1, "no");
    }

    @Test
    @Conformance({"BSL-1", "BSL-41"})
    void a_status_of_a_kind_that_is_not_known_is_an_error_and_not_nothing() throws Malformed, StatusListError {
        assertThat(read("[" + GOOD + "," + GOOD.replace("revocation", "suspension") + "]"))
                .hasSize(2);
        assertError(
                () -> read("[" + GOOD + "," + GOOD.replace("BitstringStatusListEntry", "TokenStatusListEntry") + "]"),
                Kind.MALFORMED_VALUE_ERROR,
                "type of credentialStatus is not BitstringStatusListEntry");
        for (String status : List.of("null", "\"x\"", "7", "[7]")) {
            assertError(
                    () -> read(status),
                    Kind.MALFORMED_VALUE_ERROR,
                    "credentialStatus is neither an object nor an array of objects");
        }
        assertError(() -> read("[]"), Kind.MALFORMED_VALUE_ERROR, "credentialStatus is an empty array");
        assertError(
                () -> read("[" + (GOOD + ",").repeat(16) + GOOD + "]"),
                Kind.MALFORMED_VALUE_ERROR,
                "credentialStatus has more than 16 elements");
    }

    @Test
    @Conformance({"BSL-23", "BSL-33", "BSL-36", "BSL-37", "BSL-38"})
    void a_list_says_what_stands_at_an_index_or_that_there_is_nothing() throws StatusListError, Malformed {
        VerifiedBitstring list = Lists.verify(Lists.jwt(Lists.json()), SecuredVc.JWT);
        for (int index : new int[] {0, 1, 7, 8, 131_071}) {
            BitstringStatus status = list.status(Lists.entry("revocation", index), Lists.NOON);
            boolean revoked = index == 0 || index == 8;
            assertThat(status.status()).isEqualTo(revoked ? 1 : 0);
            assertThat(status.valid()).isEqualTo(!revoked);
            assertThat(status.purpose()).isEqualTo("revocation");
        }
        assertError(
                () -> list.status(Lists.entry("revocation", 131_072), Lists.NOON),
                Kind.RANGE_ERROR,
                "statusListIndex is beyond the 131072 of the list");
        assertError(
                () -> list.status(
                        new BitstringEntry("revocation", BigInteger.TWO.pow(64), Lists.URL, 1, new TreeMap<>()),
                        Lists.NOON),
                Kind.RANGE_ERROR,
                "statusListIndex is beyond the 131072 of the list");
        assertError(
                () -> list.status(Lists.entry("suspension", 0), Lists.NOON),
                Kind.STATUS_VERIFICATION_ERROR,
                "the list is not for statusPurpose of the entry");
        assertError(
                () -> list.status(
                        new BitstringEntry("revocation", BigInteger.ZERO, Lists.URL + "x", 1, new TreeMap<>()),
                        Lists.NOON),
                Kind.STATUS_VERIFICATION_ERROR,
                "id of the list is not the statusListCredential of the entry");
    }

    @Test
    @Conformance({"BSL-24", "BSL-39", "BSL-41"})
    void a_list_answers_in_its_time_only_whatever_its_ttl() throws StatusListError, Malformed {
        VerifiedBitstring list = Lists.verify(Lists.jwt(Lists.json()), SecuredVc.JWT);
        BitstringEntry entry = Lists.entry("revocation", 1);
        Instant end = Lists.NOON.plus(Duration.ofHours(24));
        for (Instant now : List.of(Lists.NOON.minusSeconds(60), Lists.NOON, end.minusNanos(1))) {
            assertThat(list.status(entry, now).valid()).isTrue();
        }
        assertError(
                () -> list.status(entry, end),
                Kind.STATUS_VERIFICATION_ERROR,
                "the credential was valid until 2026-03-02T12:00:00Z");
        assertError(
                () -> list.status(entry, Lists.NOON.minusSeconds(61)),
                Kind.STATUS_VERIFICATION_ERROR,
                "the credential is not valid before 2026-03-01T12:00:00Z");
    }

    @Test
    @Conformance({"BSL-12", "BSL-26", "BSL-35", "BSL-37", "BSL-38"})
    void entries_of_two_bits_are_read_from_the_left() throws StatusListError, Malformed {
        String json = new String(BitstringJson.write(messages(), 6), StandardCharsets.UTF_8);
        VerifiedBitstring list = Lists.verify(Lists.jwt(json), SecuredVc.JWT);
        BitstringEntry first = read(GOOD.replace("}", MESSAGES)
                        .replace("revocation", "message")
                        .replace("\"8\"", "\"0\""))
                .getFirst();
        BitstringStatus status = list.status(first, Lists.NOON);
        assertThat(status.status()).isEqualTo(2);
        assertThat(status.message()).contains("c");
        assertThat(status.valid()).isFalse();
        assertThat(status.purpose()).isEqualTo("message");
        BitstringEntry last =
                new BitstringEntry("message", BigInteger.valueOf(131_071), Lists.URL, 2, first.messages());
        assertThat(list.status(last, Lists.NOON).status()).isEqualTo(1);
        BitstringEntry beyond =
                new BitstringEntry("message", BigInteger.valueOf(131_072), Lists.URL, 2, first.messages());
        assertError(
                () -> list.status(beyond, Lists.NOON),
                Kind.RANGE_ERROR,
                "statusListIndex is beyond the 131072 of the list");
        BitstringEntry wide = new BitstringEntry("message", BigInteger.ZERO, Lists.URL, 4, first.messages());
        assertError(
                () -> list.status(wide, Lists.NOON),
                Kind.STATUS_LIST_LENGTH_ERROR,
                "the list has 65536 entries, fewer than 131072");
    }

    @Test
    @Conformance({"BSL-6", "BSL-38"})
    void a_refresh_bit_is_told_as_what_it_is() throws StatusListError, Malformed {
        String json = new String(BitstringJson.write(messages(), 6), StandardCharsets.UTF_8);
        BitstringStatus status =
                Lists.verify(Lists.jwt(json), SecuredVc.JWT).status(Lists.entry("refresh", 0), Lists.NOON);
        assertThat(status).isEqualTo(new BitstringStatus(1, "refresh", false, java.util.Optional.empty()));
    }

    @Test
    @Conformance({"BSL-31", "BSL-42", "BSL-43"})
    void errors_have_the_types_and_titles_of_problem_details() {
        assertThat(Kind.STATUS_RETRIEVAL_ERROR.type())
                .isEqualTo("https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR");
        assertThat(Kind.RANGE_ERROR.type()).isEqualTo("https://www.w3.org/TR/vc-data-model#RANGE_ERROR");
        for (Kind kind : Kind.values()) {
            assertThat(kind.title()).isNotEmpty();
            assertThat(new StatusListError(kind, "the host did not answer")).hasMessage("the host did not answer");
        }
    }

    @Test
    void an_entry_that_no_credential_has_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitstringEntry("", BigInteger.ONE, Lists.URL, 1, new TreeMap<>()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitstringEntry("x", BigInteger.ONE.negate(), Lists.URL, 1, new TreeMap<>()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitstringEntry("x", BigInteger.ONE, "one", 1, new TreeMap<>()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitstringEntry("x", BigInteger.ONE, Lists.URL, 0, new TreeMap<>()));
    }

    /// 131,072 entries of two bits: the first 2, the last 1.
    private static BitstringCredential messages() {
        TreeMap<Integer, Integer> bits = new TreeMap<>();
        bits.put(0, 1);
        bits.put(262_143, 1);
        return new BitstringCredential(
                Lists.URL,
                Lists.ISSUER,
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                List.of("message", "refresh"),
                dev.holdfast.list.PackedStatuses.allValid(1, 262_144).with(bits),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty());
    }

    private static Arguments entry(String what, String from, String to, String message) {
        return Arguments.of(what, from, to, message);
    }

    private static List<BitstringEntry> read(String status) throws Malformed, StatusListError {
        JsonNode json = StrictJson.parseValue(status.getBytes(StandardCharsets.UTF_8), "the status");
        return BitstringEntry.of(Holders.read(Holders.with(json)));
    }

    private static void assertError(ThrowingCallable call, Kind kind, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusListError.class, error -> assertThat(error.kind()).isEqualTo(kind))
                .hasMessage(message);
    }
}
