package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.Conformance;
import dev.holdfast.list.PackedStatuses;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Conformance({"TSL-25", "TSL-28", "TSL-31"})
class FetchBoundsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final FetchBounds BOUNDS = FetchBounds.STANDARD;

    @ParameterizedTest(name = "F25 ttl {0} is taken as {1}")
    @CsvSource({
        "PT1S, PT30S",
        "PT30S, PT30S",
        "PT60S, PT60S",
        "PT1H, PT1H",
        "PT12H, PT1H",
        "PT999999999H, PT1H",
        ", PT1H"
    })
    void a_list_is_fetched_again_within_the_bounds(Duration stated, Duration taken) {
        StatusListToken token = token(Optional.ofNullable(stated), Optional.empty());
        assertThat(BOUNDS.refetchAt(token, NOON, 0)).isEqualTo(NOON.plus(taken));
        assertThat(BOUNDS.refetchAt(token, NOON, 1))
                .isEqualTo(NOON.plus(taken.multipliedBy(9).dividedBy(10)));
    }

    @ParameterizedTest(name = "F25 a life of {0} is taken as {1}")
    @CsvSource({"PT1S, PT1S", "P1D, P1D", "P7D, P7D", "P8D, P7D", "P9999D, P7D", ", P7D"})
    void a_list_is_worth_nothing_after_the_bound(Duration stated, Duration taken) {
        StatusListToken token =
                token(Optional.empty(), Optional.ofNullable(stated).map(NOON::plus));
        assertThat(BOUNDS.worthlessAt(token)).isEqualTo(NOON.plus(taken));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void jitter_is_a_share(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BOUNDS.refetchAt(token(Optional.empty(), Optional.empty()), NOON, jitter));
    }

    @Test
    void bounds_out_of_order_cannot_be_made() {
        Duration hour = Duration.ofHours(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new FetchBounds(Duration.ZERO, hour, hour));
        assertThatIllegalArgumentException().isThrownBy(() -> new FetchBounds(hour, Duration.ofMinutes(1), hour));
        assertThatIllegalArgumentException().isThrownBy(() -> new FetchBounds(hour, hour, Duration.ZERO));
    }

    private static StatusListToken token(Optional<Duration> ttl, Optional<Instant> exp) {
        return new StatusListToken(
                Forge.SUB, NOON, exp, ttl, PackedStatuses.allValid(1, 8), Optional.empty(), Optional.empty());
    }
}
