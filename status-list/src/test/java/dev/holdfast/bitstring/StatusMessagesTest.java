package dev.holdfast.bitstring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.bitstring.StatusListError.Kind;
import dev.holdfast.format.Provenance;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.issuer.Did;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.vc.SecuredVc;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists with the purpose `message`: several bits per entry, written, signed, read and asked.
class StatusMessagesTest {
    private static final int LAST = 131_071;
    private static final String MALFORMED_MESSAGES =
            "statusMessages has not one message for each of 2^statusSize values";

    @Conformance({"BSL-26", "BSL-28", "BSL-36", "BSL-37", "BSL-38"})
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void what_is_written_for_an_entry_is_what_it_is_asked_for(int size) throws Exception {
        int most = (1 << size) - 1;
        Map<Integer, Integer> set = Map.of(0, most, 1, 1, 8, most / 2 + 1, LAST, most);
        String json = json(list(size, set));
        EcdsaSigner p256 = EcdsaSigner.ofScalar(Curve.P256, scalar());
        String ofP256 = json.replace(Lists.ISSUER, Did.key(p256.publicKey()));
        for (VerifiedBitstring verified : List.of(
                Lists.verify(Lists.jwt(json), SecuredVc.JWT),
                Lists.verify(Lists.proven(json), SecuredVc.DATA_INTEGRITY),
                Lists.verify(Lists.proven(ofP256, Cryptosuite.ECDSA_JCS_2019, p256), SecuredVc.DATA_INTEGRITY))) {
            assertThat(verified.credential().messages()).contains(messages(size));
            for (int index : new int[] {0, 1, 2, 7, 8, 9, LAST - 1, LAST}) {
                int expected = set.getOrDefault(index, 0);
                assertThat(verified.status(entry(size, index), Lists.NOON))
                        .as("%d bits, entry %d", size, index)
                        .isEqualTo(new BitstringStatus(
                                expected, "message", expected == 0, Optional.of("means " + expected)));
            }
            assertThatThrownBy(() -> verified.status(entry(size, LAST + 1), Lists.NOON))
                    .isInstanceOfSatisfying(
                            StatusListError.class, e -> assertThat(e.kind()).isEqualTo(Kind.RANGE_ERROR));
        }
    }

    @Conformance({"BSL-26", "BSL-37"})
    @Test
    void an_entry_with_another_size_than_its_list_is_refused() throws Exception {
        VerifiedBitstring four = Lists.verify(Lists.jwt(json(list(4, Map.of(1, 9)))), SecuredVc.JWT);
        assertThat(four.status(entry(4, 1), Lists.NOON).status()).isEqualTo(9);
        for (int size : new int[] {1, 2}) {
            assertThatThrownBy(() -> four.status(entry(size, 1), Lists.NOON))
                    .isInstanceOfSatisfying(
                            StatusListError.class, e -> assertThat(e.kind()).isEqualTo(Kind.STATUS_VERIFICATION_ERROR))
                    .hasMessage("statusSize of the entry is not that of the list");
        }
        // What the entry itself says that a value means comes first.
        SortedMap<Integer, String> own = new TreeMap<>(messages(4).texts());
        own.put(9, "of the entry");
        BitstringEntry telling = new BitstringEntry("message", BigInteger.ONE, Lists.URL, 4, own);
        assertThat(four.status(telling, Lists.NOON).message()).contains("of the entry");
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("no size", "\"statusSize\":2,", "", "statusMessages without statusSize"),
                Arguments.of("a size of none", "\"statusSize\":2", "\"statusSize\":0", "statusSize is outside 1…8"),
                Arguments.of("a size of nine", "\"statusSize\":2", "\"statusSize\":9", "statusSize is outside 1…8"),
                Arguments.of("a text", "\"statusSize\":2", "\"statusSize\":\"2\"", "statusSize is not an integer"),
                Arguments.of("another size", "\"statusSize\":2", "\"statusSize\":3", MALFORMED_MESSAGES),
                Arguments.of("no messages", "statusMessages", "more", "statusMessages is not an array"),
                Arguments.of("a value twice", "0x3", "0x2", MALFORMED_MESSAGES),
                Arguments.of("a value beyond", "0x3", "0x4", MALFORMED_MESSAGES),
                Arguments.of(
                        "a value in decimal",
                        "0x3",
                        "3",
                        "status of a statusMessages is not 0x and hexadecimal digits"),
                Arguments.of("no text", "\"means 3\"", "3", "message is not a string"));
    }

    @Conformance({"BSL-10", "BSL-12", "BSL-13", "BSL-26", "BSL-34"})
    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void a_list_that_says_it_wrong_is_refused_and_its_twin_is_not(String what, String from, String to, String message)
            throws Exception {
        String good = json(list(2, Map.of(3, 2)));
        assertThat(good).contains(from);
        assertThat(Lists.verify(Lists.jwt(good), SecuredVc.JWT).credential().messages())
                .isPresent();
        assertThatThrownBy(() -> Lists.verify(Lists.jwt(good.replace(from, to)), SecuredVc.JWT))
                .isInstanceOfSatisfying(
                        StatusListError.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED_VALUE_ERROR))
                .hasMessage(message);
    }

    /// The contexts that are published define neither member, and what has no term would be lost.
    @Conformance({"BSL-26", "DI-7"})
    @Test
    void no_proof_over_rdf_holds_what_has_no_term() {
        String json = json(list(2, Map.of()));
        assertThatThrownBy(() -> Lists.proven(json, Cryptosuite.EDDSA_RDFC_2022, Lists.SIGNER))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("UNDEFINED_TERM");
    }

    @Test
    void messages_fit_their_list() {
        StatusMessages two = messages(2);
        assertThat(two.bitsOf(PackedStatuses.allValid(2, 1 << 19)).capacity()).isEqualTo(1 << 20);
        assertThatIllegalArgumentException().isThrownBy(() -> two.bitsOf(PackedStatuses.allValid(2, (1 << 19) + 4)));
        assertThatIllegalArgumentException().isThrownBy(() -> two.bitsOf(PackedStatuses.allValid(4, 8)));
        SortedMap<Integer, String> three = new TreeMap<>(two.texts());
        three.remove(0);
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusMessages(2, three));
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusMessages(1, two.texts()));
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusMessages(0, new TreeMap<>(Map.of(0, "one"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credential(List.of("revocation"), PackedStatuses.allValid(1, 8), two));
    }

    private static BitstringCredential list(int size, Map<Integer, Integer> set) {
        StatusMessages messages = messages(size);
        PackedStatuses statuses = PackedStatuses.allValid(size, LAST + 1).with(new TreeMap<>(set));
        return credential(List.of("message"), messages.bitsOf(statuses), messages);
    }

    private static BitstringCredential credential(List<String> purposes, PackedStatuses bits, StatusMessages messages) {
        return new BitstringCredential(
                Lists.URL,
                Lists.ISSUER,
                Optional.of(Lists.NOON),
                Optional.of(Lists.NOON.plus(Duration.ofHours(24))),
                purposes,
                bits,
                Optional.empty(),
                Optional.of(new Provenance(1, 5, 1234, 17)),
                Optional.of(messages));
    }

    private static StatusMessages messages(int size) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        for (int value = 0; value < 1 << size; value++) {
            texts.put(value, "means " + value);
        }
        return new StatusMessages(size, texts);
    }

    private static BitstringEntry entry(int size, long index) {
        return new BitstringEntry("message", BigInteger.valueOf(index), Lists.URL, size, new TreeMap<>());
    }

    private static String json(BitstringCredential credential) {
        return new String(BitstringJson.write(credential, 6), StandardCharsets.UTF_8);
    }

    private static byte[] scalar() {
        byte[] scalar = new byte[Curve.P256.fieldBytes()];
        scalar[0] = 5;
        return scalar;
    }
}
