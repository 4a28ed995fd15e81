package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FoldFailuresTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(TestWorld.EPOCH);
    private final FoldFailures failures = new FoldFailures(now::get);

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
        assertThat(failures.isWorthAnotherThread(commit())).isTrue();
    }

    private static Throwable commit() {
        return new StreamsException("commit", new InvalidTxnStateException("invalid state"));
    }
}
