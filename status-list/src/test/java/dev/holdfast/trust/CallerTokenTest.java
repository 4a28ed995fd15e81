package dev.holdfast.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.fold.World;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.JwsHeader;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTokenTest {
    private static final Instant NOW = World.EPOCH.plusSeconds(60);

    private final World world = new World();

    @Test
    void a_token_of_five_minutes_is_taken() throws Exception {
        long now = NOW.getEpochSecond();
        assertThat(CallerToken.verify(token(now, now + 300), world.trust.document(), NOW)
                        .id())
                .isEqualTo(World.ACME);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 9223372036854775807",
        "-4611686018427387904, 9223372036854775807",
        "-9223372036854775808, 9999999999",
        "0, 9223372036854775807"
    })
    void no_pair_of_times_makes_one_that_lives_longer(long issuedAt, long expiresAt) {
        assertThatThrownBy(() -> CallerToken.verify(token(issuedAt, expiresAt), world.trust.document(), NOW))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("lives longer");
    }

    private String token(long issuedAt, long expiresAt) {
        byte[] claims = StrictJson.write(StrictJson.object()
                .put("iss", World.ACME.value())
                .put("aud", World.DEPLOYMENT.value())
                .put("iat", issuedAt)
                .put("exp", expiresAt));
        return JwsHeader.compact(CallerToken.TYPE, world.acmeCaller, claims);
    }
}
