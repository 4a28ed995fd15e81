package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RegistryServer;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.schema.Codec;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.direct.DirectSettings;
import dev.holdfast.schema.direct.DirectWriter;
import dev.holdfast.schema.direct.Outcome;
import dev.holdfast.schema.direct.Prepared;
import dev.holdfast.schema.registry.ContractStanding;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistrySettings;
import dev.holdfast.schema.registry.Subject;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.SignedTrustDocument;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What others have to do with a region's topics. It was told of a schema registry which is not there at first, then
/// comes, dies, and is replaced by another. Ordered: each test goes on from where the one before left the registry.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static Ports ports;
    private static int port;
    private static RegistryServer server;
    private static TestRegion world;

    @BeforeAll
    static void start() throws Exception {
        ports = Ports.anyFree();
        port = ports.next();
        world = TestRegion.start(directory, Optional.of("http://127.0.0.1:" + port + "/apis/ccompat/v7"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        world.close();
    }

    @Test
    @Order(1)
    void with_the_registry_absent_from_the_first_start_on_everything_works() throws Exception {
        Generator generator = world.generator(1);
        generator.run(world.entries(200), 150, Generator.Stop.after(2_000));
        generator.settle();
        assertAllRight(generator);
        for (String topic : written()) {
            assertThat(ids(topic)).as(topic).containsExactly(0);
        }
    }

    @Test
    @Order(2)
    void an_unknown_schema_goes_to_refusals_with_its_position_and_holds_nothing_up() throws Exception {
        EdgeClient.Question entry = world.entries(1).getFirst();
        int partition = Ledger.partitionOf(entry);
        String topic = world.region.topics().statusEvents();
        byte[] key = Topics.listKey(new ListId(entry.list()));
        try (KafkaProducer<byte[], byte[]> producer = world.region.producer()) {
            ProducerRecord<byte[], byte[]> later =
                    new ProducerRecord<>(topic, partition, key, new byte[] {0, 0, 0, 0, 0, 2});
            later.headers().add(Codec.SCHEMA_HEADER, new byte[32]);
            long byHeader = producer.send(later).get().offset();
            long byId = producer.send(new ProducerRecord<>(topic, partition, key, new byte[] {0, 0, 0, 9, 9, 2}))
                    .get()
                    .offset();
            long start = System.nanoTime();
            world.region.gateway().changeNow(entry.list(), entry.idx(), Status.INVALID, "after-the-unknown");
            for (EdgeClient edge : world.region.edges()) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .until(() ->
                                edge.check(entry).body().path("status").asText().equals("invalid"));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> refusal(partition, byId).isPresent());
            RefusalRecord unknown = refusal(partition, byHeader).orElseThrow();
            assertThat(unknown.cause()).isEqualTo("undecodable");
            assertThat(unknown.detail()).isEqualTo("schema " + "00".repeat(32) + " was never released for this topic");
            assertThat(refusal(partition, byId).orElseThrow().detail())
                    .isEqualTo("schema id 2313 and no holdfast-schema");
        }
    }

    @Test
    @Order(3)
    void the_registry_comes_and_dies_in_the_middle_of_the_load() throws Exception {
        server = startRegistry("first");
        Map<String, Integer> registered = register();
        Generator generator = world.generator(2);
        underLoad(generator, 100, () -> {
            awaitIds(registered);
            server.kill();
            int before = generator.accepted();
            Awaitility.await().atMost(PATIENCE).until(() -> generator.accepted() >= before + 200);
        });
        assertAllRight(generator);
    }

    @Test
    @Order(4)
    void a_fresh_registry_that_numbers_differently_is_followed() throws Exception {
        Map<String, Integer> before = newestIds();
        server = startRegistry("second");
        try (RegistryClient client = client()) {
            for (int i = 0; i < 20; i++) {
                client.register(new Subject("somebody-else-" + i), fieldless("S" + i));
            }
        }
        Map<String, Integer> registered = register();
        assertThat(registered.values()).doesNotContainAnyElementsOf(before.values());
        Generator generator = world.generator(3);
        underLoad(generator, 50, () -> awaitIds(registered));
        assertAllRight(generator);
    }

    /// With the deserialiser whose class the build names: ours, or under the profile `confluent` the genuine one,
    /// which knows nothing but ids.
    @Test
    @Order(5)
    void a_consumer_that_is_configured_by_class_names_reads_what_was_written() throws Exception {
        int id = newestIds().get(world.region.topics().signedLists());
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                world.region.bootstrapServers(),
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                "org.apache.kafka.common.serialization.StringDeserializer",
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                System.getProperty("serde.deserializer"),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                "schema.registry.url",
                server.url());
        ConsumerRecord<byte[], byte[]> wanted = raw(world.region.topics().signedLists()).stream()
                .filter(record -> ByteBuffer.wrap(record.value()).getInt(1) == id)
                .findFirst()
                .orElseThrow();
        TopicPartition at = new TopicPartition(wanted.topic(), wanted.partition());
        try (KafkaConsumer<String, IndexedRecord> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(at));
            consumer.seek(at, wanted.offset());
            List<ConsumerRecord<String, IndexedRecord>> read = new ArrayList<>();
            Awaitility.await().atMost(PATIENCE).until(() -> {
                read.addAll(consumer.poll(Duration.ofMillis(100)).records(at));
                return !read.isEmpty();
            });
            IndexedRecord token = read.getFirst().value();
            assertThat(token.getSchema().getName()).isEqualTo("SignedList");
            assertThat(read.getFirst().key()).startsWith(token.get(0) + "/");
        }
    }

    @Test
    @Order(6)
    void an_issuer_without_a_gateway_learns_what_came_of_its_commands() throws Exception {
        EdgeClient.Question entry = world.entries(1).getFirst();
        ListId list = new ListId(entry.list());
        assertThat(revokeDirectly(list, entry.idx())).startsWith("published at n ");
        for (EdgeClient edge : world.region.edges()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            edge.check(entry).body().path("status").asText().equals("invalid"));
        }
        assertThat(revokeDirectly(list, 131_072)).isEqualTo("refused: index-out-of-range entry 131072");
        Signer stranger = Ed25519Signer.ofSeed(new byte[32]);
        assertThat(DirectIssuerExample.revoke(world.region.bootstrapServers(), trust(), stranger, list, entry.idx()))
                .startsWith("refused: unknown-key");
    }

    @Test
    @Order(7)
    void a_command_that_is_appended_again_counts_once() throws Exception {
        EdgeClient.Question entry = world.entries(1).getFirst();
        DirectSettings settings = new DirectSettings(
                Map.of("bootstrap.servers", world.region.bootstrapServers()),
                trust(),
                DemoKeys.ACME,
                DemoKeys.DIRECT,
                world.region.keys().commandKey(DemoKeys.ACME));
        try (DirectWriter writer = DirectWriter.open(settings)) {
            Prepared good =
                    writer.prepare(new ListId(entry.list()), List.of(EntryChange.of(entry.idx(), Status.SUSPENDED)));
            Outcome.Published first = (Outcome.Published) writer.await(writer.append(good), PATIENCE);
            Outcome.Published again = (Outcome.Published) writer.await(writer.append(good), PATIENCE);
            assertThat(again.n()).isEqualTo(first.n());
            Prepared bad = writer.prepare(new ListId(entry.list()), List.of(EntryChange.of(1 << 20, Status.INVALID)));
            assertThat(writer.await(writer.append(bad), PATIENCE)).isInstanceOf(Outcome.Refused.class);
            assertThat(writer.await(writer.append(bad), PATIENCE)).isInstanceOf(Outcome.Refused.class);
            assertThat(writer.await(writer.append(good), Duration.ZERO)).isInstanceOf(Outcome.Pending.class);
        }
    }

    private static String revokeDirectly(ListId list, int idx) throws Exception {
        return DirectIssuerExample.revoke(
                world.region.bootstrapServers(), trust(), world.region.keys().commandKey(DemoKeys.ACME), list, idx);
    }

    private static SignedTrustDocument trust() {
        return world.region.keys().trust();
    }

    private static RegistryServer startRegistry(String data) throws Exception {
        RegistryServer fresh = RegistryServer.in(world.directory, port, data, System.out::println);
        fresh.start();
        return fresh;
    }

    private static RegistryClient client() {
        return new RegistryClient(RegistrySettings.parse(server.url()));
    }

    private static Map<String, Integer> register() throws Exception {
        try (RegistryClient client = client()) {
            var registered = new ContractStanding(client).register(Contracts.of(world.region.topics()));
            Map<String, Integer> ids = new HashMap<>();
            registered.forEach(one -> ids.put(one.subject().value().replace("-value", ""), one.id()));
            ids.keySet().retainAll(written());
            return ids;
        }
    }

    private static Schema fieldless(String name) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[]}");
    }

    /// Those that a region at work writes all the time.
    private static List<String> written() {
        Topics topics = world.region.topics();
        return List.of(topics.statusEvents(), topics.drafts(), topics.checkpoints(), topics.signedLists());
    }

    private static void underLoad(Generator generator, int perSecond, Step step) throws Exception {
        List<EdgeClient.Question> entries = world.entries(200);
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> generator.run(entries, perSecond, enough::get));
        try {
            step.take();
        } finally {
            enough.set(true);
            load.join();
            generator.settle();
        }
    }

    private static void awaitIds(Map<String, Integer> wanted) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(newestIds()).isEqualTo(wanted));
    }

    private static Map<String, Integer> newestIds() {
        Map<String, Integer> ids = new HashMap<>();
        for (String topic : written()) {
            raw(topic).stream()
                    .max(Comparator.comparingLong(ConsumerRecord::timestamp))
                    .ifPresent(newest ->
                            ids.put(topic, ByteBuffer.wrap(newest.value()).getInt(1)));
        }
        return ids;
    }

    private static Set<Integer> ids(String topic) {
        Set<Integer> ids = new TreeSet<>();
        raw(topic).forEach(record -> ids.add(ByteBuffer.wrap(record.value()).getInt(1)));
        return ids;
    }

    private static Optional<RefusalRecord> refusal(int partition, long offset) throws Exception {
        for (ConsumerRecord<byte[], byte[]> record : raw(world.region.topics().refusals())) {
            RefusalRecord refusal = Codecs.REFUSAL.decode(record.value(), record.headers());
            if (refusal.partition() == partition && refusal.offset() == offset) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /// Everything that is committed in a topic by now.
    private static List<ConsumerRecord<byte[], byte[]>> raw(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                world.region.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, DemoKeys.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!partitions.stream().allMatch(at -> consumer.position(at) >= ends.get(at))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static void assertAllRight(Generator generator) throws Exception {
        assertThat(generator.accepted()).isPositive();
        assertThat(world.ledger.unsettled()).isZero();
        assertThat(world.ledger.lost()).isZero();
        world.awaitEdges();
        Checks checks = new Checks(world.ledger, 7);
        checks.askAll(world.region.edges());
        assertThat(checks.faults()).isEmpty();
        Proof proof = Proof.of(world.region);
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.holds()).isTrue();
    }

    private interface Step {
        void take() throws Exception;
    }
}
