package dev.holdfast.stream.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.stream.figures.PartitionStanding;
import dev.holdfast.stream.figures.Standing;
import dev.holdfast.stream.health.Health.Report;
import dev.holdfast.stream.health.Program.Fold;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 3);

    private Instant now = START;
    private Program program = new Program(false, Fold.FOLDING, true);
    private final Standing standing = new Standing(() -> now);
    private final Health health = new Health(() -> program, standing);
    private final PartitionStanding partition = standing.of(3);

    /// Partition 3 is folded and signed here, and everything in it is new.
    @BeforeEach
    void beAtWork() {
        standing.notaryJoined();
        partition.foldsHere(Instant.EPOCH);
        partition.signsHere();
        partition.publishable(true);
        partition.drafted(now);
        partition.signed(now);
    }

    @Test
    void a_program_at_work_can_work_and_is_current() throws IOException {
        assertThat(health.report().isCurrent()).isTrue();
        JsonNode ready = json(HealthJson.ready(health.report()));
        assertThat(ready.path("status").asText()).isEqualTo("UP");
        assertThat(ready.at("/checks/0/name").asText()).isEqualTo("can-work");
        assertThat(ready.at("/checks/0/data/fold").asText()).isEqualTo("folding");
        assertThat(ready.at("/checks/1/name").asText()).isEqualTo("is-current");
        assertThat(ready.at("/checks/1/data").isEmpty()).isTrue();
    }

    @Test
    void what_is_behind_can_work_all_the_same_and_names_its_partitions() throws IOException {
        partition.heldBack(true);
        standing.of(5).foldsHere(Instant.EPOCH);
        standing.of(5).publishable(true);
        standing.of(5).logEnds(Health.MOST_LAG + 1, 0);
        Report report = health.report();
        assertThat(report.works()).isTrue();
        assertThat(report.isCurrent()).isFalse();
        assertThat(json(HealthJson.live(report)).path("status").asText()).isEqualTo("UP");
        JsonNode ready = json(HealthJson.ready(report));
        assertThat(ready.path("status").asText()).isEqualTo("DOWN");
        assertThat(ready.at("/checks/0/status").asText()).isEqualTo("UP");
        assertThat(ready.at("/checks/1/status").asText()).isEqualTo("DOWN");
        assertThat(ready.at("/checks/1/data"))
                .isEqualTo(new ObjectMapper().readTree("{\"lagging\":[5],\"held-back\":[3]}"));
    }

    @Test
    void rows_that_are_being_restored_are_behind_until_the_last_of_them() {
        RestoreProgress progress = new RestoreProgress(standing);
        progress.onRestoreStart(CHANGELOG, "partition", 100, 1_100);
        assertThat(partition.restoring()).hasValue(1_000L);
        progress.onBatchRestored(CHANGELOG, "partition", 600, 500);
        assertThat(partition.restoring()).hasValue(500L);
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.RESTORING, List.of(3)));
        progress.onRestoreEnd(CHANGELOG, "partition", 1_000);
        assertThat(health.report().isCurrent()).isTrue();
    }

    @Test
    void a_restore_that_goes_elsewhere_is_no_longer_ours() {
        RestoreProgress progress = new RestoreProgress(standing);
        progress.onRestoreStart(CHANGELOG, "partition", 0, 1_000);
        progress.onRestoreSuspended(CHANGELOG, "partition", 10);
        assertThat(health.report().isCurrent()).isTrue();
    }

    @Test
    void three_heartbeats_without_a_checkpoint_are_silence() {
        now = START.plus(Health.MOST_SILENCE);
        assertThat(health.report().isCurrent()).isTrue();
        now = now.plusMillis(1);
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.SILENT, List.of(3)));
        // Drafted, and not signed.
        partition.drafted(now);
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.SILENT, List.of(3)));
        partition.signed(now);
        assertThat(health.report().isCurrent()).isTrue();
    }

    @Test
    void who_has_just_taken_over_has_three_heartbeats_for_the_first_checkpoint() {
        now = START.plus(Duration.ofHours(1));
        partition.signsElsewhere();
        partition.foldsElsewhere();
        assertThat(health.report().isCurrent()).isTrue();
        partition.foldsHere(Instant.EPOCH);
        partition.publishable(true);
        partition.signsHere();
        assertThat(health.report().isCurrent()).isTrue();
        now = now.plus(Health.MOST_SILENCE).plusMillis(1);
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.SILENT, List.of(3)));
    }

    @Test
    void without_a_publisher_a_partition_is_unpublished_rather_than_silent() {
        partition.publishable(false);
        now = START.plus(Duration.ofHours(1));
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.UNPUBLISHED, List.of(3)));
    }

    @Test
    void a_refused_draft_is_told_until_the_notary_begins_anew() {
        partition.stopped();
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.STOPPED, List.of(3)));
        standing.notaryLeft();
        assertThat(health.report().behind()).isEqualTo(Map.of(Behind.JOINING, List.of()));
        standing.notaryJoined();
        partition.signsHere();
        assertThat(health.report().isCurrent()).isTrue();
    }

    @Test
    void what_the_broker_does_not_say_is_no_lag() {
        partition.logEnds(Health.MOST_LAG + 1, 7);
        assertThat(health.report().behind()).containsKey(Behind.LAGGING);
        partition.logEndsUnknown();
        assertThat(health.report().isCurrent()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(KafkaStreams.State.class)
    void a_fold_that_has_ended_cannot_work_and_one_that_waits_for_the_broker_can(KafkaStreams.State state) {
        program = new Program(false, Fold.of(state), true);
        Report report = health.report();
        boolean over = state.hasStartedOrFinishedShuttingDown();
        assertThat(report.works()).isEqualTo(!over);
        assertThat(report.isCurrent()).isEqualTo(state == KafkaStreams.State.RUNNING);
    }

    @Test
    void a_part_that_failed_ends_the_program() {
        program = new Program(true, Fold.FOLDING, true);
        assertThat(health.report().works()).isFalse();
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        return new ObjectMapper().readTree(bytes);
    }
}
