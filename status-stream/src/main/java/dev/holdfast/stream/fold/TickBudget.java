package dev.holdfast.stream.fold;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How long the tasks of one stream thread may deflate tokens in one tick. Shared by them and used by that thread
/// alone. What does not fit waits for the next tick; each partition in turn is sure of a part.
final class TickBudget {
    /// Enough for a hundred and more tokens a second. What is drafted in one tick is signed in one go, and deltas wait
    /// for it: many lists that became due together are rather spread.
    private static final long TOTAL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long SURE_NANOS = Duration.ofMillis(10).toNanos();

    private final LongSupplier nanoTime;
    private final int partitions;
    private long tick = Long.MIN_VALUE;
    private long spent;

    TickBudget(LongSupplier nanoTime, int partitions) {
        this.nanoTime = nanoTime;
        this.partitions = partitions;
    }

    /// Runs `step` again and again until it has nothing to do or the time is up.
    ///
    /// @param currentTick number of the tick
    /// @param step does one thing and says whether there was one
    void spend(long currentTick, int partition, Step step) {
        if (currentTick != tick) {
            tick = currentTick;
            spent = 0;
        }
        long own = 0;
        boolean sure = Math.floorMod(currentTick, partitions) == Math.floorMod(partition, partitions);
        while (spent < TOTAL_NANOS || (sure && own < SURE_NANOS)) {
            long before = nanoTime.getAsLong();
            if (!step.run()) {
                return;
            }
            long took = nanoTime.getAsLong() - before;
            own += took;
            spent += took;
        }
    }

    /// One piece of work.
    @FunctionalInterface
    interface Step {
        boolean run();
    }
}
