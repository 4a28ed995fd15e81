package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Conformance;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenStatusListCwtTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Provide
    Arbitrary<StatusListToken> tokens() {
        return new TokenStatusListJwtTest().tokens();
    }

    @Property
    void what_is_written_is_read(@ForAll("tokens") StatusListToken token, @ForAll @IntRange(max = 9) int level)
            throws Malformed, BadSignature {
        byte[] cwt = TokenStatusListCwt.sign(TokenStatusListCwt.payload(token, level), Forge.SIGNER);
        assertThat(TokenStatusListCwt.verify(cwt, Forge.SIGNER.publicKey()).token())
                .isEqualTo(token);
        assertThat(TokenStatusListCwt.keyIdHint(cwt))
                .contains(Forge.SIGNER.keyId().value());
    }

    @Conformance({"TSL-6", "TSL-9", "TSL-12", "TSL-13", "TSL-14"})
    @Test
    void the_layout_is_the_one_of_the_draft() {
        StatusListToken token = new StatusListToken(
                "urn:x",
                NOON,
                Optional.of(NOON.plus(Duration.ofHours(24))),
                Optional.of(Duration.ofSeconds(60)),
                PackedStatuses.allValid(2, 4),
                Optional.of("urn:y"),
                Optional.of(new Provenance(1, 15, 1_000_000_000_000L, 7)));
        String claims = "a6"
                + ("02" + ForgeCwt.text("urn:x"))
                + ("06" + "1a69a42a40")
                + ("04" + "1a69a57bc0")
                + ("19fffe" + "183c")
                + ("19fffd" + "a3" + ForgeCwt.text("bits") + "02")
                + (ForgeCwt.text("lst") + ForgeCwt.bytes(BoundedInflate.deflate(new byte[1], 9)))
                + (ForgeCwt.text("aggregation_uri") + ForgeCwt.text("urn:y"))
                + (ForgeCwt.text("holdfast") + "a4" + ForgeCwt.text("epoch") + "01" + ForgeCwt.text("partition") + "0f")
                + (ForgeCwt.text("n") + "1b000000e8d4a51000" + ForgeCwt.text("version") + "07");
        byte[] payload = TokenStatusListCwt.payload(token, 9);
        assertThat(HexFormat.of().formatHex(payload)).isEqualTo(claims);
        String kid = ForgeCwt.bytes(Forge.SIGNER.keyId().value().getBytes(StandardCharsets.US_ASCII));
        String header = "a3" + "0127" + "04" + kid + "10" + ForgeCwt.text("application/statuslist+cwt");
        assertThat(TokenStatusListCwt.sign(payload, Forge.SIGNER))
                .isEqualTo(ForgeCwt.cwt(header, "a0", claims, Forge.SIGNER));
    }

    @Conformance("TSL-9")
    @Test
    void a_token_needs_neither_exp_nor_ttl() throws Malformed, BadSignature, TokenRefused {
        byte[] cwt = ForgeCwt.cwt(ForgeCwt.without(ForgeCwt.without(ForgeCwt.CLAIMS, ForgeCwt.EXP), ForgeCwt.TTL));
        VerifiedToken token = TokenStatusListCwt.verify(cwt, Forge.SIGNER.publicKey());
        assertThat(token.requireCurrent(Instant.parse("9999-01-01T00:00:00Z"))).isSameAs(token);
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
        byte[] cwt = TokenStatusListCwt.sign(TokenStatusListCwt.payload(large, 1), Forge.SIGNER);
        assertThat(cwt.length).isLessThan(TokenStatusList.MAX_CWT_BYTES);
        assertThat(TokenStatusListCwt.verify(cwt, Forge.SIGNER.publicKey()).token())
                .isEqualTo(large);
    }

    @Test
    void a_hint_is_only_a_hint() {
        assertThat(TokenStatusListCwt.keyIdHint(ForgeCwt.cwt(Map.of(), new TreeMap<>())))
                .isEmpty();
        assertThat(TokenStatusListCwt.keyIdHint(new byte[0])).isEmpty();
    }
}
