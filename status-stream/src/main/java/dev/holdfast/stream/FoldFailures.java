package dev.holdfast.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/// Whether another thread may take over from a stream thread that failed. A broker that dies in the middle of a commit
/// leaves its outcome unknown, and some clients then call the transaction's state invalid: a new producer aborts what
/// is open, the rows are restored from what is committed, and the fold goes on. What our own code throws would only
/// come again, and a failure that does not stop coming is no passing one: neither ten within a minute, nor ten within
/// an
/// hour between which nothing was committed. Thread-safe.
final class FoldFailures {
    static final int MOST = 10;
    static final Duration WITHIN = Duration.ofMinutes(1);
    static final Duration FRUITLESS_WITHIN = Duration.ofHours(1);

    private final InstantSource clock;
    private final Supplier<Instant> committed;
    private final Deque<Instant> recent = new ArrayDeque<>();
    private final Deque<Instant> fruitless = new ArrayDeque<>();
    private Instant progress = Instant.MIN;

    /// @param committed when the newest draft was made that a partition was restored with
    FoldFailures(InstantSource clock, Supplier<Instant> committed) {
        this.clock = clock;
        this.committed = committed;
    }

    synchronized boolean isWorthAnotherThread(Throwable thrown) {
        if (!isOfTheCluster(thrown)) {
            return false;
        }
        Instant now = clock.instant();
        Instant reached = committed.get();
        if (reached.isAfter(progress)) {
            fruitless.clear();
        }
        progress = reached;
        return count(recent, now, WITHIN) <= MOST && count(fruitless, now, FRUITLESS_WITHIN) <= MOST;
    }

    /// With this one, and without those that are too long ago.
    private static int count(Deque<Instant> failures, Instant now, Duration within) {
        while (!failures.isEmpty() && failures.getFirst().isBefore(now.minus(within))) {
            failures.removeFirst();
        }
        failures.addLast(now);
        return failures.size();
    }

    private static boolean isOfTheCluster(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            root = at;
            if (at instanceof AuthenticationException
                    || at instanceof AuthorizationException
                    || at instanceof FencedInstanceIdException
                    || at instanceof RecordTooLargeException
                    || at instanceof UnsupportedVersionException) {
                return false;
            }
        }
        return root instanceof ApiException;
    }
}
