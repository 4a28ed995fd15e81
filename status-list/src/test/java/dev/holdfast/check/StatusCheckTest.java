package dev.holdfast.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.check.Answer.Decision;
import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.fold.World;
import dev.holdfast.replica.Publishing;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.Step;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusCheckTest {
    private static final ListId LIST = new ListId("acme.pid");

    private final World world = new World();
    private final Replica replica = replica();
    private final Instant issuedAt = replica.header().orElseThrow().issuedAt();
    private final StatusCheck check = new StatusCheck(Freshness.Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource({"0, FRESH", "30000, FRESH", "30001, STALE", "86400000, STALE", "86400001, EXPIRED", "-5000, FRESH"})
    void freshness_moves_by_the_clock_alone(long ageMillis, Freshness expected) {
        assertThat(answer(1, clock(ageMillis)).freshness()).isEqualTo(expected);
    }

    @Conformance("API-5")
    @ParameterizedTest
    @CsvSource({
        "1, 0, standard, ACCEPT",
        "1, 60000, standard, ACCEPT",
        "1, 90000000, standard, REFER",
        "2, 0, standard, REJECT",
        "3, 0, standard, REJECT",
        "4, 0, standard, REFER",
        "1, 0, strict, ACCEPT",
        "1, 60000, strict, REJECT",
        "2, 0, strict, REJECT",
        "4, 0, strict, REJECT",
        "9999, 0, standard, REFER",
        "9999, 0, strict, REJECT"
    })
    void the_decision_follows_from_status_and_freshness(int idx, long age, String policy, Decision expected) {
        Answer answer = check.check(replica, LIST, idx, clock(age), Policy.named(policy));
        assertThat(answer.decision()).isEqualTo(expected);
        // A policy has its say in the decision alone.
        Answer other = check.check(replica, LIST, idx, clock(age), otherThan(policy));
        assertThat(other.verdict()).isEqualTo(answer.verdict());
        assertThat(other.freshness()).isEqualTo(answer.freshness());
    }

    private static Policy otherThan(String policy) {
        return Policy.named(policy) == Policy.STANDARD ? Policy.STRICT : Policy.STANDARD;
    }

    @Test
    void what_is_not_held_is_unknown_and_carries_no_evidence() {
        for (Answer answer : new Answer[] {
            check.check(replica, new ListId("acme.none"), 1, clock(0), Policy.STANDARD),
            check.check(Replica.empty(3), LIST, 1, clock(0), Policy.STANDARD),
            answer(-1, clock(0)),
            answer(100, clock(0))
        }) {
            assertThat(answer.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(answer.freshness()).isEqualTo(Freshness.NONE);
            assertThat(answer.evidence()).isEmpty();
            assertThat(answer.decision()).isEqualTo(Decision.REFER);
        }
    }

    @Test
    void every_answer_with_a_status_names_its_evidence() {
        var evidence = answer(2, clock(0)).evidence().orElseThrow();
        assertThat(evidence.n()).isEqualTo(replica.n());
        assertThat(evidence.issuedAt()).isEqualTo(issuedAt);
        assertThat(evidence.listVersion()).isEqualTo(4);
        assertThat(evidence.key()).isEqualTo(world.checkpointKey.keyId());
    }

    @Test
    void a_clock_behind_signed_time_is_never_fresh() {
        VerifierClock behind = new VerifierClock(issuedAt.minusSeconds(3600), issuedAt);
        assertThat(behind.isSuspect()).isTrue();
        assertThat(answer(1, behind).freshness()).isEqualTo(Freshness.STALE);
    }

    @Test
    void evidence_from_the_far_future_is_never_fresh() {
        VerifierClock dead = new VerifierClock(issuedAt.minus(Duration.ofDays(1)), Instant.EPOCH);
        Answer answer = check.check(replica, LIST, 1, dead, Policy.STRICT);
        assertThat(answer.freshness()).isEqualTo(Freshness.STALE);
        assertThat(answer.decision()).isEqualTo(Decision.REJECT);
    }

    @Test
    void a_clock_that_is_set_back_does_not_make_old_evidence_young() {
        VerifierClock clock = new VerifierClock(issuedAt, issuedAt.plus(Duration.ofDays(2)));
        assertThat(answer(1, clock).freshness()).isEqualTo(Freshness.EXPIRED);
    }

    @Test
    void time_from_the_far_future_never_raises_the_floor() {
        Instant floor = World.EPOCH;
        assertThat(VerifierClock.raise(floor, floor.plusSeconds(61), floor)).isEqualTo(floor);
        assertThat(VerifierClock.raise(floor, floor.plusSeconds(60), floor)).isEqualTo(floor.plusSeconds(60));
        assertThat(VerifierClock.raise(floor, floor.minusSeconds(1), floor)).isEqualTo(floor);
    }

    @Test
    void an_unknown_policy_is_an_error_and_not_a_default() {
        assertThatThrownBy(() -> Policy.named("lenient")).isInstanceOf(IllegalArgumentException.class);
    }

    private Answer answer(int idx, VerifierClock clock) {
        return check.check(replica, LIST, idx, clock, Policy.STANDARD);
    }

    private VerifierClock clock(long ageMillis) {
        return new VerifierClock(issuedAt.plusMillis(ageMillis), World.EPOCH);
    }

    private Replica replica() {
        Publishing publisher = new Publishing(world, World.partitionOf(LIST));
        publisher.fold(world.open(LIST, 2, 100));
        publisher.fold(world.change(LIST, 2, Status.INVALID));
        publisher.fold(world.change(LIST, 3, Status.SUSPENDED));
        publisher.fold(world.change(LIST, 4, new Status(3)));
        Step step = Replica.empty(World.partitionOf(LIST)).apply(publisher.checkpoint(), world.trust);
        return ((Step.Moved) step).next();
    }
}
