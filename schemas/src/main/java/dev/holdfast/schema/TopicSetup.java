package dev.holdfast.schema;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Creates the topics of a deployment and checks those that exist: settings under which the log could forget, or a
/// list could move to another partition, are refused.
public final class TopicSetup {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final long FOR_EVER = -1;

    private final Admin admin;
    private final short replication;
    private final boolean dev;

    private TopicSetup(Admin admin, short replication, boolean dev) {
        this.admin = admin;
        this.replication = replication;
        this.dev = dev;
    }

    /// What a topic has to be like.
    ///
    /// @param retentionMillis how long records are kept at least; -1 for ever
    /// @param maxMessageBytes the longest batch
    record Wanted(String topic, int partitions, String policy, long retentionMillis, int maxMessageBytes) {}

    /// Creates what is missing and checks what is there. Safe to call from several programs at once.
    ///
    /// @param partitions of `status-events` and of what derives from it, see [Topics#PARTITIONS]
    /// @param replication of topics that are created here
    /// @param dev allows fewer replicas and in-sync replicas, and nothing else
    /// @throws UnsafeTopic if a topic exists with other settings
    /// @throws LogUnavailable if the cluster does not answer in time
    public static void ensure(Admin admin, Topics topics, int partitions, short replication, boolean dev)
            throws UnsafeTopic, LogUnavailable, InterruptedException {
        TopicSetup setup = new TopicSetup(admin, replication, dev);
        List<Wanted> wanted = wanted(topics, partitions);
        setup.create(wanted);
        setup.check(wanted);
    }

    static List<Wanted> wanted(Topics topics, int partitions) {
        int plain = Codecs.MAX_BYTES + (48 << 10);
        int tokens = Codecs.MAX_TOKEN_BYTES + (64 << 10);
        String delete = TopicConfig.CLEANUP_POLICY_DELETE;
        return List.of(
                new Wanted(topics.statusEvents(), partitions, delete, FOR_EVER, plain),
                new Wanted(topics.drafts(), partitions, delete, days(1), tokens),
                new Wanted(topics.checkpoints(), partitions, delete, days(7), plain),
                new Wanted(topics.snapshots(), partitions, delete, days(1), plain),
                new Wanted(topics.signedLists(), partitions, TopicConfig.CLEANUP_POLICY_COMPACT, FOR_EVER, tokens),
                new Wanted(topics.refusals(), partitions, delete, days(90), plain),
                new Wanted(topics.trust(), 1, delete, FOR_EVER, plain));
    }

    private static long days(int count) {
        return Duration.ofDays(count).toMillis();
    }

    private void create(List<Wanted> wanted) throws LogUnavailable, InterruptedException {
        Set<String> existing = AdminAnswer.of(admin.listTopics().names(), "listing topics");
        List<NewTopic> missing = new ArrayList<>();
        for (Wanted topic : wanted) {
            if (!existing.contains(topic.topic())) {
                missing.add(new NewTopic(topic.topic(), topic.partitions(), replication).configs(configOf(topic)));
            }
        }
        for (var created : admin.createTopics(missing).values().entrySet()) {
            try {
                AdminAnswer.of(created.getValue(), "creating " + created.getKey());
            } catch (LogUnavailable e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private Map<String, String> configOf(Wanted topic) {
        Map<String, String> config = new TreeMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.policy());
        config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retentionMillis()));
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(FOR_EVER));
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxMessageBytes()));
        config.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replication > Replicas.SAFE_IN_SYNC ? "2" : "1");
        return config;
    }

    private void check(List<Wanted> wanted) throws UnsafeTopic, LogUnavailable, InterruptedException {
        List<String> names = wanted.stream().map(Wanted::topic).toList();
        Map<String, TopicDescription> descriptions = describe(names);
        Map<ConfigResource, Config> configs = AdminAnswer.of(
                admin.describeConfigs(names.stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList())
                        .all(),
                "reading the settings of topics");
        for (Wanted topic : wanted) {
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.topic()));
            TopicDescription description = descriptions.get(topic.topic());
            if (config == null || description == null) {
                throw new IllegalStateException("the cluster did not describe " + topic.topic());
            }
            checkShape(topic, description);
            checkSettings(topic, config);
        }
    }

    /// A topic that was just created is not known everywhere at once.
    private Map<String, TopicDescription> describe(Collection<String> names)
            throws LogUnavailable, InterruptedException {
        long giveUp = System.nanoTime() + AdminAnswer.PATIENCE.toNanos();
        while (true) {
            try {
                return AdminAnswer.of(admin.describeTopics(names).allTopicNames(), "describing topics");
            } catch (LogUnavailable e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > giveUp) {
                    throw e;
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }

    private void checkShape(Wanted topic, TopicDescription found) throws UnsafeTopic {
        int partitions = found.partitions().size();
        if (partitions != topic.partitions()) {
            throw new UnsafeTopic(
                    topic.topic(),
                    "partition count",
                    Integer.toString(partitions),
                    Integer.toString(topic.partitions()),
                    "it is fixed at creation: create the topic anew or name another prefix");
        }
        if (!dev) {
            Replicas.requireSafe(
                    topic.topic(),
                    found,
                    "reassign it with kafka-reassign-partitions, or start with the dev setting on a machine to play with");
        }
    }

    private void checkSettings(Wanted topic, Config found) throws UnsafeTopic {
        String policy = value(found, TopicConfig.CLEANUP_POLICY_CONFIG).toLowerCase(Locale.ROOT);
        require(policy.equals(topic.policy()), topic, TopicConfig.CLEANUP_POLICY_CONFIG, policy, topic.policy());
        if (policy.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            long retention = number(found, TopicConfig.RETENTION_MS_CONFIG);
            boolean enough = retention == FOR_EVER
                    || (topic.retentionMillis() != FOR_EVER && retention >= topic.retentionMillis());
            require(
                    enough,
                    topic,
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(retention),
                    (topic.retentionMillis() == FOR_EVER ? "" : "at least ") + topic.retentionMillis());
            long bytes = number(found, TopicConfig.RETENTION_BYTES_CONFIG);
            require(bytes == FOR_EVER, topic, TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(bytes), "-1");
        }
        long largest = number(found, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        require(
                largest >= topic.maxMessageBytes(),
                topic,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Long.toString(largest),
                "at least " + topic.maxMessageBytes());
        String unclean = value(found, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG);
        require(unclean.equals("false"), topic, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, unclean, "false");
        long inSync = number(found, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        require(
                dev || inSync >= Replicas.SAFE_IN_SYNC,
                topic,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Long.toString(inSync),
                "at least " + Replicas.SAFE_IN_SYNC);
    }

    private static void require(boolean holds, Wanted topic, String setting, String found, String wanted)
            throws UnsafeTopic {
        if (!holds) {
            throw new UnsafeTopic(
                    topic.topic(),
                    setting,
                    found,
                    wanted,
                    "set it with kafka-configs --alter --entity-type topics --entity-name " + topic.topic());
        }
    }

    private static String value(Config config, String setting) {
        return config.get(setting).value();
    }

    private static long number(Config config, String setting) {
        return Long.parseLong(value(config, setting));
    }
}
