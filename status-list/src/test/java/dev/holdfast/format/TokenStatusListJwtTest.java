package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.format.TokenRefused.Reason;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TokenStatusListJwtTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final StatusListToken TOKEN = new StatusListToken(
            Forge.SUB,
            NOON,
            Optional.of(NOON.plus(Duration.ofHours(24))),
            Optional.of(Duration.ofSeconds(60)),
            PackedStatuses.allValid(2, 32).with(new TreeMap<>(Map.of(3, 1, 4, 2))),
            Optional.empty(),
            Optional.of(new Provenance(1, 15, 1_000_000_000_000L, 7)));

    @Provide
    Arbitrary<StatusListToken> tokens() {
        Arbitrary<String> uris = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(100)
                .map(rest -> "https:" + rest);
        Arbitrary<Instant> instants =
                Arbitraries.longs().between(0, 253_402_300_799L).map(Instant::ofEpochSecond);
        Arbitrary<Duration> durations =
                Arbitraries.longs().between(1, 253_402_300_799L).map(Duration::ofSeconds);
        Arbitrary<PackedStatuses> lists = Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8), Arbitraries.integers().between(1, 3000), Arbitraries.longs())
                .as((bits, bytes, seed) -> {
                    byte[] packed = new byte[bytes];
                    new Random(seed).nextBytes(packed);
                    return PackedStatuses.ofBytes(bits, bytes * 8 / bits, packed);
                });
        Arbitrary<Provenance> provenances = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(1),
                        Arbitraries.integers().between(0, 1023),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(1))
                .as(Provenance::new);
        return Combinators.combine(
                        uris,
                        instants,
                        instants.optional(),
                        durations.optional(),
                        lists,
                        uris.optional(),
                        provenances.optional())
                .as(StatusListToken::new)
                .withoutEdgeCases();
    }

    @Property
    void what_is_written_is_read(@ForAll("tokens") StatusListToken token, @ForAll @IntRange(max = 9) int level)
            throws Malformed, BadSignature {
        String jws = TokenStatusListJwt.sign(TokenStatusListJwt.payload(token, level), Forge.SIGNER);
        assertThat(TokenStatusListJwt.verify(jws, Forge.SIGNER.publicKey()).token())
                .isEqualTo(token);
        assertThat(TokenStatusListJwt.keyIdHint(jws))
                .contains(Forge.SIGNER.keyId().value());
    }

    @Conformance({"TSL-5", "TSL-7", "TSL-9"})
    @Test
    void the_claims_have_the_names_of_the_draft() {
        assertThat(TokenStatusList.DRAFT).isEqualTo("draft-ietf-oauth-status-list-21");
        assertThat(TokenStatusList.JWT_MEDIA_TYPE).isEqualTo("application/" + TokenStatusList.JWT_TYPE);
        assertThat(new String(TokenStatusListJwt.payload(TOKEN, 9), StandardCharsets.UTF_8))
                .matches("""
                        \\{"sub":"https://example.com/statuslists/1","iat":1772366400,"exp":1772452800,"ttl":60,\
                        "status_list":\\{"bits":2,"lst":"[A-Za-z0-9_-]+"},\
                        "holdfast":\\{"epoch":1,"partition":15,"n":1000000000000,"version":7}}""");
    }

    @Conformance("TSL-3")
    @Test
    void a_list_that_fills_no_byte_is_read_with_the_entries_its_bytes_hold() throws Malformed {
        StatusListToken odd = new StatusListToken(
                Forge.SUB,
                NOON,
                Optional.empty(),
                Optional.empty(),
                PackedStatuses.allValid(2, 5).with(new TreeMap<>(Map.of(4, 3))),
                Optional.empty(),
                Optional.empty());
        PackedStatuses read = TokenStatusListJwt.parsePayload(TokenStatusListJwt.payload(odd, 6))
                .statuses();
        assertThat(read.capacity()).isEqualTo(8);
        assertThat(read.code(4)).isEqualTo(3);
        assertThat(read.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))
                .isEqualTo(odd.statuses().toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST));
    }

    @Test
    void the_largest_list_with_no_pattern_fits_the_limits() throws Malformed, BadSignature {
        byte[] noise = new byte[1 << 19];
        new Random(1).nextBytes(noise);
        StatusListToken large = new StatusListToken(
                Forge.SUB,
                NOON,
                Optional.empty(),
                Optional.empty(),
                PackedStatuses.ofBytes(4, 1 << 20, noise),
                Optional.empty(),
                Optional.empty());
        String jws = TokenStatusListJwt.sign(TokenStatusListJwt.payload(large, 1), Forge.SIGNER);
        assertThat(jws.length()).isLessThan(TokenStatusList.MAX_TOKEN_BYTES);
        assertThat(TokenStatusListJwt.verify(jws, Forge.SIGNER.publicKey()).token())
                .isEqualTo(large);
    }

    @Test
    void fractions_of_seconds_are_cut_off() {
        StatusListToken token = new StatusListToken(
                Forge.SUB,
                NOON.plusMillis(999),
                Optional.of(NOON.plusMillis(1999)),
                Optional.of(Duration.ofMillis(1999)),
                TOKEN.statuses(),
                Optional.empty(),
                Optional.empty());
        assertThat(token.issuedAt()).isEqualTo(NOON);
        assertThat(token.expiresAt()).contains(NOON.plusSeconds(1));
        assertThat(token.ttl()).contains(Duration.ofSeconds(1));
    }

    @Test
    void what_no_token_says_cannot_be_made() {
        assertThatIllegalArgumentException().isThrownBy(() -> with("no uri", NOON, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("x:" + "y".repeat(2047), NOON, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Forge.SUB, Instant.EPOCH.minusMillis(1), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> with(Forge.SUB, Instant.MAX, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> with(Forge.SUB, NOON, Duration.ofMillis(999)));
        assertThatIllegalArgumentException().isThrownBy(() -> with(Forge.SUB, NOON, Duration.ofSeconds(-1)));
        assertThat(with("x:" + "y".repeat(2046), NOON, Duration.ofSeconds(1)).sub())
                .hasSize(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> new Provenance(0, 0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Provenance(1, 1024, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Provenance(1, 0, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Provenance(1, 0, 0, 0));
    }

    @Conformance({"TSL-27", "TSL-32"})
    @Test
    void a_token_is_good_until_its_last_second() throws Malformed, BadSignature, TokenRefused {
        VerifiedToken token = verified();
        Instant end = NOON.plus(Duration.ofHours(24));
        assertThat(token.requireCurrent(NOON)).isSameAs(token);
        assertThat(token.requireCurrent(end.minusMillis(1))).isSameAs(token);
        assertRefused(() -> token.requireCurrent(end), Reason.EXPIRED, "the token expired at 2026-03-02T12:00:00Z");
        assertRefused(
                () -> token.requireCurrent(end.plusSeconds(1)),
                Reason.EXPIRED,
                "the token expired at 2026-03-02T12:00:00Z");
    }

    @Conformance("TSL-28")
    @Test
    void a_token_may_be_a_minute_ahead() throws Malformed, BadSignature, TokenRefused {
        VerifiedToken token = verified();
        assertThat(token.requireCurrent(NOON.minusSeconds(60))).isSameAs(token);
        assertRefused(
                () -> token.requireCurrent(NOON.minusSeconds(60).minusMillis(1)),
                Reason.ISSUED_IN_THE_FUTURE,
                "the token was issued in the future: 2026-03-01T12:00:00Z");
    }

    @Conformance({"TSL-8", "TSL-27"})
    @Test
    void a_token_is_for_one_uri_character_for_character() throws Malformed, BadSignature, TokenRefused {
        VerifiedToken token = verified();
        assertThat(token.requireSubject(Forge.SUB)).isSameAs(token);
        for (String other : new String[] {
            "https://example.com/statuslists/2",
            "https://example.com/statuslists/1/",
            "https://EXAMPLE.com/statuslists/1",
            "https://example.com/statuslists/%31",
            ""
        }) {
            assertRefused(
                    () -> token.requireSubject(other),
                    Reason.OTHER_SUBJECT,
                    "sub is not the URI that the list was looked up by");
        }
    }

    @Test
    void a_token_without_exp_does_not_expire() throws Malformed, BadSignature, TokenRefused {
        String jws = Forge.jws(Forge.HEADER, Forge.PAYLOAD.replace("\"exp\":2291720170,", ""));
        VerifiedToken token = TokenStatusListJwt.verify(jws, Forge.SIGNER.publicKey());
        assertThat(token.requireCurrent(Instant.parse("9999-01-01T00:00:00Z"))).isSameAs(token);
    }

    @Test
    void a_hint_is_only_a_hint() {
        assertThat(TokenStatusListJwt.keyIdHint(Forge.jws(Forge.HEADER, "{}"))).contains("12");
        assertThat(TokenStatusListJwt.keyIdHint(Forge.jws("{\"alg\":\"none\"}", "{}")))
                .isEmpty();
        assertThat(TokenStatusListJwt.keyIdHint(Forge.jws("{\"kid\":12}", "{}")))
                .isEmpty();
        assertThat(TokenStatusListJwt.keyIdHint("no jws")).isEmpty();
    }

    private static VerifiedToken verified() throws Malformed, BadSignature {
        return TokenStatusListJwt.verify(
                TokenStatusListJwt.sign(TokenStatusListJwt.payload(TOKEN, 6), Forge.SIGNER), Forge.SIGNER.publicKey());
    }

    private static StatusListToken with(String sub, Instant issuedAt, Duration ttl) {
        return new StatusListToken(
                sub,
                issuedAt,
                Optional.empty(),
                Optional.of(ttl),
                TOKEN.statuses(),
                Optional.empty(),
                Optional.empty());
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TokenRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason))
                .hasMessage(message);
    }
}
