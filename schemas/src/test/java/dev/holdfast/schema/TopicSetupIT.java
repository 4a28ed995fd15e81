package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.fixture.TestBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Topics at a real broker: made as they have to be, and refused where they are not.
@Tag("kafka")
class TopicSetupIT {
    private static final short ONE = 1;
    private static final int PARTITIONS = 4;
    private static final AtomicInteger DEPLOYMENTS = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static TestBroker broker;
    private static Admin admin;

    /// Each test has a deployment of its own.
    private final Topics topics = new Topics("setup" + DEPLOYMENTS.incrementAndGet() + ".");

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(directory);
        admin = broker.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void the_topics_are_made_with_the_settings_that_the_promises_need() throws Exception {
        ensure(true);

        assertThat(setting(topics.statusEvents(), "cleanup.policy")).isEqualTo("delete");
        assertThat(setting(topics.statusEvents(), "retention.ms")).isEqualTo("-1");
        assertThat(setting(topics.statusEvents(), "retention.bytes")).isEqualTo("-1");
        assertThat(setting(topics.statusEvents(), "unclean.leader.election.enable"))
                .isEqualTo("false");
        assertThat(setting(topics.signedLists(), "cleanup.policy")).isEqualTo("compact");
        assertThat(setting(topics.trust(), "retention.ms")).isEqualTo("-1");
        Map<String, TopicDescription> made = admin.describeTopics(
                        List.of(topics.statusEvents(), topics.checkpoints(), topics.trust()))
                .allTopicNames()
                .get();
        assertThat(made.get(topics.statusEvents()).partitions()).hasSize(PARTITIONS);
        assertThat(made.get(topics.checkpoints()).partitions()).hasSize(PARTITIONS);
        assertThat(made.get(topics.trust()).partitions()).hasSize(1);
    }

    @Test
    void what_is_there_is_checked_and_left_as_it_is() throws Exception {
        ensure(true);
        alter(topics.drafts(), "retention.ms", "172800000");

        ensure(true);

        assertThat(setting(topics.drafts(), "retention.ms")).isEqualTo("172800000");
    }

    @Test
    void several_programs_may_do_it_at_once() throws Exception {
        Callable<Void> program = () -> {
            ensure(true);
            return null;
        };
        try (ExecutorService programs = Executors.newFixedThreadPool(3)) {
            for (Future<Void> done : programs.invokeAll(List.of(program, program, program))) {
                done.get();
            }
        }
        assertThat(admin.listTopics().names().get()).contains(topics.statusEvents(), topics.trust());
    }

    @ParameterizedTest
    @CsvSource({
        "status-events, retention.ms, 3600000",
        "status-events, retention.bytes, 1000000000",
        "status-events, cleanup.policy, compact",
        "status-events, max.message.bytes, 1000",
        "status-events, unclean.leader.election.enable, true",
        "checkpoints, retention.ms, 3600000",
        "drafts, retention.ms, 1000",
        "snapshots, cleanup.policy, compact",
        "signed-lists, cleanup.policy, delete",
        "signed-lists, max.message.bytes, 1048588",
        "trust, retention.ms, 3600000"
    })
    void a_setting_under_which_the_log_could_forget_is_refused(String topic, String setting, String value)
            throws Exception {
        ensure(true);
        String name = topics.prefix() + topic;
        alter(name, setting, value);

        assertThatThrownBy(() -> ensure(true))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("topic " + name + ": " + setting + " is " + value)
                .hasMessageContaining("kafka-configs --alter");
    }

    @Test
    void another_number_of_partitions_is_refused_for_a_list_could_move() throws Exception {
        admin.createTopics(List.of(new NewTopic(topics.statusEvents(), PARTITIONS + 1, ONE)))
                .all()
                .get();

        assertThatThrownBy(() -> ensure(true))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("partition count is 5, wanted 4");
    }

    @Test
    void a_lone_replica_is_refused_outside_of_a_machine_to_play_with() throws Exception {
        ensure(true);

        assertThatThrownBy(() -> ensure(false))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("replication factor is 1, wanted at least 3");
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy, delete",
        "unclean.leader.election.enable, true",
    })
    void a_changelog_that_could_forget_is_refused(String setting, String value) throws Exception {
        makeChangelog(PARTITIONS);
        InternalTopics.check(admin, topics, "rows", PARTITIONS, true);
        alter(changelog(), setting, value);

        assertThatThrownBy(() -> InternalTopics.check(admin, topics, "rows", PARTITIONS, true))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("topic " + changelog() + ": " + setting + " is " + value)
                .hasMessageContaining("kafka-configs --alter");
    }

    @Test
    void a_changelog_with_another_number_of_partitions_is_refused_with_the_way_to_begin_anew() throws Exception {
        makeChangelog(PARTITIONS + 1);

        assertThatThrownBy(() -> InternalTopics.check(admin, topics, "rows", PARTITIONS, true))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("topic " + changelog() + ": partition count is 5, wanted 4")
                .hasMessageContaining("kafka-streams-application-reset --application-id " + topics.application());
    }

    @Test
    void a_changelog_of_one_replica_is_refused_outside_of_a_machine_to_play_with() throws Exception {
        makeChangelog(PARTITIONS);

        assertThatThrownBy(() -> InternalTopics.check(admin, topics, "rows", PARTITIONS, false))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("min.insync.replicas is 1, wanted at least 2")
                .hasMessageContaining("the setting replication of the first start");
        alter(changelog(), "min.insync.replicas", "2");
        assertThatThrownBy(() -> InternalTopics.check(admin, topics, "rows", PARTITIONS, false))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("replication factor is 1, wanted at least 3")
                .hasMessageContaining("kafka-reassign-partitions");
    }

    @Test
    void the_cluster_s_own_notes_are_held_to_the_same() throws Exception {
        try (var producer = broker.transactionalProducer("noted")) {
            producer.beginTransaction();
            producer.commitTransaction();
        }
        InternalTopics.check(admin, topics, "rows", PARTITIONS, true);

        assertThatThrownBy(() -> InternalTopics.check(admin, topics, "rows", PARTITIONS, false))
                .isInstanceOf(UnsafeTopic.class)
                .hasMessageContaining("topic __transaction_state: min.insync.replicas is 1, wanted at least 2")
                .hasMessageContaining("transaction.state.log.replication.factor");
    }

    @Test
    void what_kafka_has_not_made_yet_is_nothing_to_refuse() throws Exception {
        InternalTopics.check(admin, new Topics("nobody."), "rows", PARTITIONS, true);
    }

    private void makeChangelog(int partitions) throws Exception {
        NewTopic topic = new NewTopic(changelog(), partitions, ONE);
        admin.createTopics(List.of(topic.configs(Map.of("cleanup.policy", "compact"))))
                .all()
                .get();
        // The controller has it; the broker hears of it a moment later.
        await().until(() -> admin.listTopics().names().get().contains(changelog()));
    }

    private String changelog() {
        return topics.changelog("rows");
    }

    private void ensure(boolean dev) throws Exception {
        TopicSetup.ensure(admin, topics, PARTITIONS, ONE, dev);
    }

    private static String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<ConfigResource, Config> found =
                admin.describeConfigs(List.of(resource)).all().get();
        return found.get(resource).get(name).value();
    }

    /// Returns when the broker shows what was altered: it takes it up a moment after it said yes.
    private static void alter(String topic, String name, String value) throws Exception {
        Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes = new HashMap<>();
        changes.put(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(changes).all().get();
        long giveUp = System.nanoTime() + 10_000_000_000L;
        while (!setting(topic, name).equals(value)) {
            assertThat(System.nanoTime()).as("%s of %s", name, topic).isLessThan(giveUp);
        }
    }
}
