package dev.holdfast.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Checks the topics that Kafka makes by itself and that folding exactly once rests on: the changelog of the rows, and
/// the cluster's own notes of transactions and of offsets. What is not there yet will be made; it is checked when the
/// program starts again.
public final class InternalTopics {
    private InternalTopics() {}

    /// @param policy `cleanup.policy` without which the topic would forget
    /// @param inSync in-sync replicas at least, outside `dev`
    /// @param ofBroker broker settings by which the topic came to its replicas
    private record Wanted(String topic, OptionalInt partitions, String policy, int inSync, String ofBroker) {}

    /// @param store of the fold
    /// @param partitions of `status-events`
    /// @param dev allows fewer replicas and in-sync replicas, and nothing else
    /// @throws UnsafeTopic if one of them exists and is unsafe
    /// @throws LogUnavailable if the cluster does not answer in time
    public static void check(Admin admin, Topics topics, String store, int partitions, boolean dev)
            throws UnsafeTopic, LogUnavailable, InterruptedException {
        String compact = TopicConfig.CLEANUP_POLICY_COMPACT;
        List<Wanted> wanted = List.of(
                new Wanted(
                        topics.changelog(store),
                        OptionalInt.of(partitions),
                        compact,
                        Replicas.SAFE_IN_SYNC,
                        "the setting replication of the first start"),
                new Wanted(
                        "__transaction_state",
                        OptionalInt.empty(),
                        compact,
                        Replicas.SAFE_IN_SYNC,
                        "the broker's transaction.state.log.replication.factor and .min.isr"),
                new Wanted(
                        "__consumer_offsets",
                        OptionalInt.empty(),
                        compact,
                        1,
                        "the broker's offsets.topic.replication.factor"));
        Map<String, TopicDescription> shapes =
                describe(admin, wanted.stream().map(Wanted::topic).toList());
        List<Wanted> present =
                wanted.stream().filter(one -> shapes.containsKey(one.topic())).toList();
        Map<ConfigResource, Config> configs = AdminAnswer.of(
                admin.describeConfigs(present.stream()
                                .map(one -> new ConfigResource(ConfigResource.Type.TOPIC, one.topic()))
                                .toList())
                        .all(),
                "reading the settings of " + shapes.keySet());
        for (Wanted topic : present) {
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.topic()));
            TopicDescription shape = shapes.get(topic.topic());
            if (config == null || shape == null) {
                throw new IllegalStateException("the cluster did not describe " + topic.topic());
            }
            checkPartitions(topic, shape, topics.application());
            checkSettings(topic, config, dev);
            if (!dev) {
                Replicas.requireSafe(
                        topic.topic(),
                        shape,
                        "reassign it with kafka-reassign-partitions; it came from " + topic.ofBroker());
            }
        }
    }

    /// By name: a list of all topics leaves out what the asker may not see, as if it were not there.
    private static Map<String, TopicDescription> describe(Admin admin, List<String> topics)
            throws LogUnavailable, InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (var described : admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                String topic = described.getKey();
                found.put(topic, AdminAnswer.of(described.getValue(), "describing " + topic));
            } catch (LogUnavailable e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return found;
    }

    private static void checkPartitions(Wanted topic, TopicDescription found, String application) throws UnsafeTopic {
        int partitions = found.partitions().size();
        if (topic.partitions().isPresent() && topic.partitions().getAsInt() != partitions) {
            throw new UnsafeTopic(
                    topic.topic(),
                    "partition count",
                    Integer.toString(partitions),
                    Integer.toString(topic.partitions().getAsInt()),
                    "stop every instance, delete the topic and each state directory, and set the group back with"
                            + " kafka-streams-application-reset --application-id " + application
                            + ": the rows are then folded anew from the log");
        }
    }

    private static void checkSettings(Wanted topic, Config found, boolean dev) throws UnsafeTopic {
        require(topic, found, TopicConfig.CLEANUP_POLICY_CONFIG, topic.policy());
        require(topic, found, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        String inSync = found.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value();
        if (!dev && Integer.parseInt(inSync) < topic.inSync()) {
            throw new UnsafeTopic(
                    topic.topic(),
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    inSync,
                    "at least " + topic.inSync(),
                    alter(topic) + "; it came from " + topic.ofBroker());
        }
    }

    private static void require(Wanted topic, Config found, String setting, String wanted) throws UnsafeTopic {
        String value = found.get(setting).value();
        if (!value.equals(wanted)) {
            throw new UnsafeTopic(topic.topic(), setting, value, wanted, alter(topic));
        }
    }

    private static String alter(Wanted topic) {
        return "set it with kafka-configs --alter --entity-type topics --entity-name " + topic.topic();
    }
}
