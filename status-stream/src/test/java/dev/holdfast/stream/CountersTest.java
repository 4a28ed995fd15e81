package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.Inauthentic;
import dev.holdfast.event.Refusal;
import dev.holdfast.schema.Topics;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.figures.EventCounts.Ending;
import dev.holdfast.stream.figures.EventCounts.Kind;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counters counters = new Counters(registry, () -> now);

    @Test
    void the_file_and_the_scrape_tell_the_same() {
        counters.event(Kind.OPEN, Ending.ACCEPTED);
        counters.event(Kind.CHANGE, Ending.ACCEPTED);
        counters.event(Kind.CHANGE, Ending.ACCEPTED);
        counters.event(Kind.TRUST, Ending.ACCEPTED);
        counters.event(Kind.COMMAND, Ending.DUPLICATE);
        counters.refused(Kind.CHANGE, Refusal.FINAL);
        counters.notAuthentic(Kind.UNDECODABLE, Inauthentic.UNDECODABLE);
        counters.count(What.SIGNATURES_TOKEN);
        assertThat(counters.all())
                .containsAllEntriesOf(Map.of(
                        "eventsAccepted", 3L,
                        "eventsTrustAdopted", 1L,
                        "eventsDuplicate", 1L,
                        "eventsRefused", 1L,
                        "eventsNotAuthentic", 1L,
                        "signaturesToken", 1L,
                        "signaturesCheckpoint", 0L))
                .hasSize(What.values().length);
        assertThat(lines())
                .contains(
                        "holdfast_stream_events_total{kind=\"open\",outcome=\"accepted\"} 1.0",
                        "holdfast_stream_events_total{kind=\"change\",outcome=\"accepted\"} 2.0",
                        "holdfast_stream_events_total{kind=\"change\",outcome=\"refused\"} 1.0",
                        "holdfast_stream_events_total{kind=\"trust\",outcome=\"accepted\"} 1.0",
                        "holdfast_stream_events_total{kind=\"command\",outcome=\"duplicate\"} 1.0",
                        "holdfast_stream_events_total{kind=\"undecodable\",outcome=\"not-authentic\"} 1.0",
                        "holdfast_stream_refusals_total{cause=\"final\"} 1.0",
                        "holdfast_stream_refusals_total{cause=\"undecodable\"} 1.0",
                        "holdfast_stream_signatures_total{kind=\"token\"} 1.0",
                        "holdfast_stream_signatures_total{kind=\"checkpoint\"} 0.0");
    }

    @Test
    void every_series_is_there_from_the_start_and_none_is_added() {
        List<String> before = series();
        for (What what : What.values()) {
            if (!what.name().startsWith("EVENTS_")) {
                counters.count(what);
            }
        }
        for (Kind kind : Kind.values()) {
            for (Ending ending : Ending.values()) {
                counters.event(kind, ending);
            }
        }
        counters.timings().fold().record(Duration.ofMillis(1));
        counters.timings().changes().record(7);
        counters.standing().of(3).signed(now);
        assertThat(series()).isEqualTo(before);
        assertThat(before.size()).isLessThan(400);
    }

    @Test
    void events_are_counted_by_their_kind_alone() {
        assertThatThrownBy(() -> counters.count(What.EVENTS_ACCEPTED)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ages_grow_with_the_clock_and_are_not_a_number_where_nothing_is_known() {
        counters.standing().of(3).signed(now);
        counters.standing().of(3).drafted(now.plusSeconds(1));
        counters.standing().of(3).tokens(Optional.of(now.minusSeconds(60)), 4);
        now = now.plusMillis(2_500);
        assertThat(lines())
                .contains(
                        "holdfast_stream_checkpoint_age_seconds{partition=\"3\"} 2.5",
                        "holdfast_stream_draft_age_seconds{partition=\"3\"} 1.5",
                        "holdfast_stream_token_age_seconds{partition=\"3\"} 62.5",
                        "holdfast_stream_checkpoint_age_seconds{partition=\"4\"} NaN",
                        "holdfast_stream_lag{partition=\"3\"} NaN");
    }

    @Test
    void a_lag_is_that_of_who_folds() {
        counters.standing().of(3).logEnds(12, 5);
        assertThat(lines()).contains("holdfast_stream_lag{partition=\"3\"} NaN");
        counters.standing().of(3).foldsHere(Instant.EPOCH);
        assertThat(lines())
                .contains("holdfast_stream_lag{partition=\"3\"} 12.0", "holdfast_stream_open{partition=\"3\"} 5.0");
        counters.standing().of(3).foldsElsewhere();
        assertThat(lines()).contains("holdfast_stream_lag{partition=\"3\"} NaN");
    }

    @Test
    void what_is_held_back_is_one_where_it_is_signed_and_nothing_elsewhere() {
        assertThat(lines()).contains("holdfast_stream_held_back{partition=\"3\"} NaN");
        counters.standing().of(3).signsHere();
        assertThat(lines()).contains("holdfast_stream_held_back{partition=\"3\"} 0.0");
        counters.standing().of(3).heldBack(true);
        assertThat(lines()).contains("holdfast_stream_held_back{partition=\"3\"} 1.0");
        counters.standing().notaryLeft();
        assertThat(lines()).contains("holdfast_stream_held_back{partition=\"3\"} NaN");
    }

    @Test
    void durations_and_changes_are_histograms() {
        counters.timings().tick().record(Duration.ofMillis(30));
        counters.timings().changes().record(500);
        assertThat(lines())
                .contains(
                        "holdfast_stream_tick_seconds_bucket{le=\"0.025\"} 0",
                        "holdfast_stream_tick_seconds_bucket{le=\"0.05\"} 1",
                        "holdfast_stream_checkpoint_changes_bucket{le=\"300.0\"} 0",
                        "holdfast_stream_checkpoint_changes_bucket{le=\"1000.0\"} 1");
    }

    @Test
    void each_figure_of_a_partition_has_one_series_per_partition() {
        assertThat(series().stream().filter(one -> one.startsWith("holdfast_stream_lag{")))
                .hasSize(Topics.PARTITIONS);
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }

    private List<String> series() {
        Stream<String> lines = registry.scrape().lines().filter(line -> !line.startsWith("#"));
        return lines.map(line -> line.substring(0, line.lastIndexOf(' ')))
                .sorted()
                .toList();
    }
}
