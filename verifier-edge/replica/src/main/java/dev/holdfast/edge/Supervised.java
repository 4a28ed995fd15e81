package dev.holdfast.edge;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// Keeps a reader of Kafka going for ever on a thread of its own. Whatever goes wrong, a name that does not resolve
/// as much as a full disk, is one more unreachable source: the consumer is dropped, and after a pause drawn at
/// random from a growing range (full jitter) another one starts from what has been stored.
final class Supervised implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Supervised.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final Connector connector;
    private final Reading reading;
    private final LongAdder failures;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    /// Only the reading thread looks at it.
    private int failedInARow;

    /// Makes a consumer.
    interface Connector {
        Consumer<byte[], byte[]> connect();
    }

    /// Begins to read with a fresh consumer.
    interface Reading {
        Round begin(Consumer<byte[], byte[]> consumer);
    }

    /// One round: poll, apply, decide what to read next.
    interface Round {
        /// @return whether the source was heard
        boolean go() throws StoreFailed;
    }

    Supervised(String name, Connector connector, Reading reading, LongAdder failures) {
        this.name = name;
        this.connector = connector;
        this.reading = reading;
        this.failures = failures;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosed()) {
            try (Consumer<byte[], byte[]> mine = connector.connect()) {
                consumer = mine;
                read(reading.begin(mine));
            } catch (WakeupException e) {
                // Only close() wakes; the loop ends by itself.
                LOG.log(System.Logger.Level.DEBUG, "{0} is closing", name);
            } catch (StoreFailed | RuntimeException | Error e) {
                failed(e);
            } finally {
                consumer = null;
            }
        }
    }

    private void read(Round round) throws StoreFailed {
        while (!isClosed()) {
            if (round.go()) {
                failedInARow = 0;
            }
        }
    }

    private void failed(Throwable e) {
        failures.increment();
        LOG.log(
                failedInARow == 0 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "{0} is away and will be tried again: {1}",
                name,
                e.toString());
        failedInARow++;
        pause();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        long most = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failedInARow, 10));
        try {
            if (closed.await(ThreadLocalRandom.current().nextLong(most) + 1, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is closing", name);
            }
        } catch (InterruptedException e) {
            closed.countDown(); // nobody interrupts this thread but a process that ends
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
