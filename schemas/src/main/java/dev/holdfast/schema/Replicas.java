package dev.holdfast.schema;

import org.apache.kafka.clients.admin.TopicDescription;

/// How many copies of a topic it takes to lose a broker and nothing else.
final class Replicas {
    static final int SAFE = 3;
    static final int SAFE_IN_SYNC = 2;

    private Replicas() {}

    /// @param remedy what an operator does about too few
    static void requireSafe(String topic, TopicDescription found, String remedy) throws UnsafeTopic {
        int replicas = found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (replicas < SAFE) {
            throw new UnsafeTopic(topic, "replication factor", Integer.toString(replicas), "at least " + SAFE, remedy);
        }
    }
}
