package dev.holdfast.stream.health;

import dev.holdfast.schema.Topics;
import dev.holdfast.stream.figures.PartitionStanding;
import dev.holdfast.stream.figures.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Once a second compares what is folded and committed with the ends of the log. The last stable offset is as far as
/// anybody may read; what is behind it belongs to transactions that are open, and stays there while one hangs.
public final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final Topics topics;
    private final String group;
    private final Standing standing;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-watch").factory());

    private LogWatch(Admin admin, Topics topics, String group, Standing standing) {
        this.admin = admin;
        this.topics = topics;
        this.group = group;
        this.standing = standing;
    }

    /// @param admin stays open, and with whoever has it
    /// @param group of the fold's consumers
    public static LogWatch start(Admin admin, Topics topics, String group, Standing standing) {
        LogWatch watch = new LogWatch(admin, topics, group, standing);
        var _ = watch.thread.scheduleWithFixedDelay(watch::look, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                latest.put(new TopicPartition(topics.statusEvents(), partition), OffsetSpec.latest());
            }
            var folded = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
            var ends = get(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all());
            // Asked for second: what is appended in between is not taken for an open transaction.
            var stable = get(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all());
            note(get(folded), stable, ends);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the broker does not say where the log ends", e);
            standing.all().forEach(PartitionStanding::logEndsUnknown);
        } catch (RuntimeException e) {
            // Thrown on, it would end the watch, and what was seen last would pass for the present.
            LOG.error("where the log ends cannot be looked up", e);
            standing.all().forEach(PartitionStanding::logEndsUnknown);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(
            Map<TopicPartition, OffsetAndMetadata> folded,
            Map<TopicPartition, ListOffsetsResultInfo> stable,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        stable.forEach((at, end) -> {
            OffsetAndMetadata committed = folded.get(at);
            long next = committed == null ? 0 : committed.offset();
            ListOffsetsResultInfo last = ends.get(at);
            long open = last == null ? 0 : last.offset() - end.offset();
            standing.of(at.partition()).logEnds(Math.max(0, end.offset() - next), Math.max(0, open));
        });
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
