package dev.holdfast.stream.health;

import dev.holdfast.stream.figures.Standing;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/// Notes how much of the changelog is still to be read before a partition goes on. Thread-safe.
public final class RestoreProgress implements StateRestoreListener {
    private final Standing standing;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

    public RestoreProgress(Standing standing) {
        this.standing = standing;
    }

    @Override
    public void onRestoreStart(TopicPartition at, String store, long start, long end) {
        ends.put(at, end);
        standing.of(at.partition()).restoring(end - start);
    }

    @Override
    public void onBatchRestored(TopicPartition at, String store, long last, long restored) {
        standing.of(at.partition()).restoring(Math.max(0, ends.getOrDefault(at, last) - last));
    }

    @Override
    public void onRestoreEnd(TopicPartition at, String store, long restored) {
        forget(at);
    }

    /// The partition went elsewhere meanwhile.
    @Override
    public void onRestoreSuspended(TopicPartition at, String store, long restored) {
        forget(at);
    }

    private void forget(TopicPartition at) {
        ends.remove(at);
        standing.of(at.partition()).restored();
    }
}
