package dev.holdfast.schema;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/// Waits for what a cluster answers its administrator.
final class AdminAnswer {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private AdminAnswer() {}

    /// @param doing what was asked, for the message
    /// @throws LogUnavailable if the answer is an error, which is then its cause, or does not come in time
    static <T> T of(KafkaFuture<T> answer, String doing) throws LogUnavailable, InterruptedException {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new LogUnavailable(doing + " failed: " + e.getCause(), e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new LogUnavailable("the cluster did not answer while " + doing, e);
        }
    }
}
