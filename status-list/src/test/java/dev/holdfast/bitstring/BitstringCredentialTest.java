package dev.holdfast.bitstring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.format.Provenance;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.issuer.Did;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.SecuredVc;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BitstringCredentialTest {
    @ParameterizedTest
    @EnumSource
    @Conformance({"BSL-17", "BSL-30", "DI-1", "DI-8"})
    void every_suite_secures_a_list(Cryptosuite suite) throws Malformed, StatusListError {
        Signer signer = suite.takes(Lists.SIGNER.algorithm())
                ? Lists.SIGNER
                : EcdsaSigner.generate(Curve.P256, new SecureRandom());
        String json = Lists.json().replace(Lists.ISSUER, Did.key(signer.publicKey()));
        VerifiedBitstring verified = Lists.verify(Lists.proven(json, suite, signer), SecuredVc.DATA_INTEGRITY);
        assertThat(verified.credential().bits())
                .isEqualTo(Lists.list(StatusPurpose.REVOCATION).bits());
        assertThat(verified.credential().provenance()).contains(new Provenance(1, 5, 1234, 17));
        assertThat(verified.keyId()).isEqualTo(signer.keyId());
        String other = json.replace(";n=1234;", ";n=1235;");
        byte[] moved = new String(Lists.proven(json, suite, signer), StandardCharsets.UTF_8)
                .replace(";n=1234;", ";n=1235;")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Lists.verify(Lists.proven(other, suite, signer), SecuredVc.DATA_INTEGRITY))
                .isNotNull();
        assertThatThrownBy(() -> Lists.verify(moved, SecuredVc.DATA_INTEGRITY))
                .isInstanceOfSatisfying(
                        StatusListError.class,
                        error -> assertThat(error.kind()).isEqualTo(StatusListError.Kind.STATUS_VERIFICATION_ERROR));
    }

    @ParameterizedTest
    @EnumSource(
            value = SecuredVc.class,
            names = {"JWT", "DATA_INTEGRITY"})
    @Conformance({"BSL-17", "BSL-18", "BSL-19", "BSL-20", "BSL-24", "BSL-30"})
    void what_is_written_is_read_in_either_form(SecuredVc form) throws Malformed, StatusListError {
        for (StatusPurpose purpose : StatusPurpose.values()) {
            BitstringCredential list = Lists.list(purpose);
            String json = new String(BitstringJson.write(list, 6), StandardCharsets.UTF_8);
            byte[] signed = form == SecuredVc.JWT ? Lists.jwt(json) : Lists.proven(json);
            VerifiedBitstring verified = Lists.verify(signed, form);
            assertThat(verified.credential()).isEqualTo(list);
            assertThat(verified.keyId()).isEqualTo(Lists.SIGNER.keyId());
        }
    }

    @Test
    @Conformance({"BSL-17", "BSL-19", "BSL-21", "BSL-24", "BSL-45"})
    void a_list_looks_as_the_specification_shows_it() {
        assertThat(Lists.json())
                .startsWith("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"credentialSubject\":{"
                        + "\"encodedList\":\"uH4sIAAAAAAAA_")
                .endsWith(
                        "\",\"id\":\"https://status.example/lists/acme.one#list;epoch=1;partition=5;n=1234;version=17\","
                                + "\"statusPurpose\":\"revocation\",\"ttl\":60000,\"type\":\"BitstringStatusList\"},"
                                + "\"id\":\"https://status.example/lists/acme.one\",\"issuer\":\"" + Lists.ISSUER
                                + "\","
                                + "\"type\":[\"VerifiableCredential\",\"BitstringStatusListCredential\"],"
                                + "\"validFrom\":\"2026-03-01T12:00:00Z\",\"validUntil\":\"2026-03-02T12:00:00Z\"}");
    }

    @Test
    @Conformance({"BSL-23", "BSL-28"})
    void each_purpose_shows_its_own_status_and_no_other() {
        PackedStatuses revoked = StatusPurpose.REVOCATION.bits(Lists.statuses());
        PackedStatuses suspended = StatusPurpose.SUSPENSION.bits(Lists.statuses());
        assertThat(set(revoked)).containsExactly(0, 8);
        assertThat(set(suspended)).containsExactly(7, 131_071);
    }

    @Test
    void a_list_of_one_bit_has_nothing_to_suspend() {
        PackedStatuses oneBit = PackedStatuses.allValid(1, 131_072).with(new TreeMap<>(Map.of(3, 1)));
        assertThat(set(StatusPurpose.REVOCATION.bits(oneBit))).containsExactly(3);
        assertThat(set(StatusPurpose.SUSPENSION.bits(oneBit))).isEmpty();
    }

    @Test
    @Conformance({"BSL-22", "BSL-28", "BSL-47"})
    void a_small_list_is_padded_until_there_is_a_crowd() {
        PackedStatuses small = PackedStatuses.allValid(2, 5).with(new TreeMap<>(Map.of(4, 1)));
        PackedStatuses bits = StatusPurpose.REVOCATION.bits(small);
        assertThat(bits.capacity()).isEqualTo(131_072);
        assertThat(set(bits)).containsExactly(4);
        PackedStatuses large = PackedStatuses.allValid(8, 200_000).with(new TreeMap<>(Map.of(199_999, 2)));
        assertThat(set(StatusPurpose.SUSPENSION.bits(large))).containsExactly(199_999);
    }

    @Test
    void the_same_facts_give_the_same_bytes() {
        assertThat(BitstringJson.write(Lists.list(StatusPurpose.REVOCATION), 6))
                .isEqualTo(BitstringJson.write(Lists.list(StatusPurpose.REVOCATION), 6));
    }

    @Test
    void times_are_cut_and_what_is_no_list_is_refused() {
        BitstringCredential list = with(Lists.URL, "did:example:1", List.of("revocation"), Duration.ofNanos(1_999_999));
        assertThat(list.ttl()).contains(Duration.ofMillis(1));
        assertThat(list.validFrom()).contains(Instant.parse("2026-03-01T12:00:00Z"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> with(Lists.URL + "#list", "did:example:1", List.of("revocation"), Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("lists/1", "did:example:1", List.of("revocation"), Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Lists.URL, "Acme", List.of("revocation"), Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Lists.URL, "did:example:1", List.of(), Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Lists.URL, "did:example:1", List.of("revocation"), Duration.ofNanos(999_999)));
    }

    private static BitstringCredential with(String id, String issuer, List<String> purposes, Duration ttl) {
        return new BitstringCredential(
                id,
                issuer,
                Optional.of(Lists.NOON.plusMillis(999)),
                Optional.empty(),
                purposes,
                PackedStatuses.allValid(1, 8),
                Optional.of(ttl),
                Optional.of(new Provenance(1, 0, 0, 1)),
                Optional.empty());
    }

    private static List<Integer> set(PackedStatuses bits) {
        assertThat(bits.bits()).isEqualTo(1);
        return IntStream.range(0, bits.capacity())
                .filter(i -> bits.code(i) == 1)
                .boxed()
                .toList();
    }
}
