package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FoldFailuresTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(TestWorld.EPOCH);
    private final AtomicReference<Instant> committed = new AtomicReference<>(Instant.EPOCH);
    private final FoldFailures failures = new FoldFailures(now::get, committed::get);

    @Test
    void a_commit_whose_outcome_is_unknown_is_made_good_by_another_thread() {
        assertThat(failures.isWorthAnotherThread(commit())).isTrue();
    }

    @Test
    void what_our_own_code_throws_would_come_again() {
        assertThat(failures.isWorthAnotherThread(new StreamsException("process", new IllegalStateException("a bug"))))
                .isFalse();
        assertThat(failures.isWorthAnotherThread(new IllegalStateException("a bug")))
                .isFalse();
    }

    @Test
    void who_is_fenced_or_not_allowed_stops() {
        assertThat(failures.isWorthAnotherThread(new StreamsException("poll", new FencedInstanceIdException("other"))))
                .isFalse();
        assertThat(failures.isWorthAnotherThread(new StreamsException("send", new TopicAuthorizationException("no"))))
                .isFalse();
    }

    @Test
    void a_failure_that_does_not_stop_coming_stops_the_stream() {
        for (int i = 0; i < FoldFailures.MOST; i++) {
            assertThat(failures.isWorthAnotherThread(commit())).isTrue();
        }
        assertThat(failures.isWorthAnotherThread(commit())).isFalse();
        now.set(now.get().plus(FoldFailures.WITHIN).plusSeconds(1));
        committed.set(now.get());
        assertThat(failures.isWorthAnotherThread(commit())).isTrue();
    }

    @Test
    void a_record_that_is_too_large_stays_so() {
        assertThat(failures.isWorthAnotherThread(new StreamsException("send", new RecordTooLargeException("big"))))
                .isFalse();
    }

    @Test
    void restoring_for_long_between_failures_is_no_progress() {
        for (int i = 0; i < FoldFailures.MOST; i++) {
            assertThat(failures.isWorthAnotherThread(commit())).isTrue();
            now.set(now.get().plus(FoldFailures.WITHIN).plusSeconds(1));
        }
        assertThat(failures.isWorthAnotherThread(commit())).isFalse();
    }

    @Test
    void passing_faults_of_an_instance_that_folds_nothing_do_not_add_up() {
        for (int i = 0; i < 5 * FoldFailures.MOST; i++) {
            assertThat(failures.isWorthAnotherThread(commit())).isTrue();
            now.set(now.get().plus(FoldFailures.FRUITLESS_WITHIN));
        }
    }

    @Test
    void failures_now_and_then_between_which_something_is_committed_go_on_for_ever() {
        for (int i = 0; i < 5 * FoldFailures.MOST; i++) {
            assertThat(failures.isWorthAnotherThread(commit())).isTrue();
            now.set(now.get().plus(FoldFailures.WITHIN).plusSeconds(1));
            committed.set(now.get());
        }
    }

    private static Throwable commit() {
        return new StreamsException("commit", new InvalidTxnStateException("invalid state"));
    }
}
