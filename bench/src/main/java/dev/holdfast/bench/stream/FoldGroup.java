package dev.holdfast.bench.stream;

import dev.holdfast.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// Which instance folds which partitions, as the coordinator of their group sees it. For one thread.
final class FoldGroup implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Admin admin;
    private final String group;

    FoldGroup(BenchRegion region) {
        this.admin = Admin.create(Map.of("bootstrap.servers", region.bootstrap()));
        this.group = region.topics.application();
    }

    /// Waits until an instance has so many partitions and the group is at rest.
    ///
    /// @return which
    Set<Integer> await(BenchStream stream, int count) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Set<Integer>> held = partitionsOf(stream);
            if (held.isPresent() && held.get().size() == count) {
                return held.get();
            }
            stream.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "instance " + stream.instance() + " has " + held + " after " + PATIENCE);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /// Waits until both have half of the partitions.
    void awaitShared(BenchStream one, BenchStream other) throws ExecutionException, InterruptedException {
        var _ = await(one, Topics.PARTITIONS / 2);
        var _ = await(other, Topics.PARTITIONS / 2);
    }

    /// Empty while the group is changing.
    private Optional<Set<Integer>> partitionsOf(BenchStream stream) throws ExecutionException, InterruptedException {
        Optional<ConsumerGroupDescription> described = described();
        if (described.isEmpty() || described.get().groupState() != GroupState.STABLE) {
            return Optional.empty();
        }
        return Optional.of(described.get().members().stream()
                .filter(member -> isOf(stream, member))
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::partition)
                .collect(Collectors.toSet()));
    }

    private Optional<ConsumerGroupDescription> described() throws ExecutionException, InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isOf(BenchStream stream, MemberDescription member) {
        return member.groupInstanceId().orElse("").startsWith("fold-" + stream.instance() + "-");
    }

    @Override
    public void close() {
        admin.close();
    }
}
