package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker's log directories are put back to an earlier copy, as after a power cut that took what was acknowledged
/// and not yet on disk. The edges know better, and the notary asks them.
class LostTailIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    @Test
    void a_log_without_its_tail_is_signed_only_once_it_has_it_back() throws Exception {
        TestRegion world = TestRegion.start(directory);
        try {
            lose(world);
        } finally {
            world.close();
        }
    }

    private static void lose(TestRegion world) throws Exception {
        LocalRegion region = world.region;
        region.kill("stream");
        region.startStreamApart();
        List<EdgeClient.Question> entries = world.entries(60);
        int partition = Ledger.partitionOf(entries.getFirst());
        load(world, entries, 11);
        Path data = world.directory.of("broker").resolve("data");
        Path copy = directory.resolve("copy");
        region.broker().kill();
        copy(data, copy);
        region.broker().start();
        long kept = read(region, region.topics().statusEvents(), partition)
                        .getLast()
                        .offset()
                + 1;
        load(world, entries, 12);
        List<Header> signed = headers(region, partition);
        List<ConsumerRecord<byte[], byte[]>> lost = read(region, region.topics().statusEvents(), partition).stream()
                .filter(record -> record.offset() >= kept)
                .toList();
        assertThat(lost).isNotEmpty();
        long reached = signed.getLast().n();

        region.broker().kill();
        delete(data);
        Files.move(copy, data);
        Instant restored = Instant.now();
        region.broker().start();
        Awaitility.await("the notary notices")
                .atMost(PATIENCE)
                .until(() -> revived(region) && notaryCount(region, "notaryHeldBack") > 0);
        int other = (partition + 1) % DemoKeys.PARTITIONS;
        Awaitility.await("partitions that lost nothing go on")
                .atMost(PATIENCE)
                .until(() -> revived(region)
                        && headers(region, other).getLast().issuedAt().isAfter(restored.plusSeconds(6)));
        assertThat(headers(region, partition))
                .allMatch(header -> header.issuedAt().isBefore(restored));
        assertThat(region.process("notary").isAlive()).isTrue();

        try (KafkaProducer<byte[], byte[]> producer = region.producer()) {
            for (ConsumerRecord<byte[], byte[]> record : lost) {
                producer.send(new ProducerRecord<>(
                                record.topic(), partition, null, record.key(), record.value(), record.headers()))
                        .get();
            }
        }
        Awaitility.await("signing goes on by itself")
                .atMost(PATIENCE)
                .until(() ->
                        revived(region) && headers(region, partition).getLast().n() >= reached);
        if (!region.process("gateway").isAlive()) {
            region.startGateway();
        }
        region.awaitGateway();
        region.gateway().changeNow(entries.getLast().list(), 99, Status.INVALID, "after-the-repair");
        EdgeClient.Question revoked = new EdgeClient.Question(entries.getLast().list(), 99);
        for (EdgeClient edge : region.edges()) {
            Awaitility.await("the new revocation at " + edge.region())
                    .atMost(PATIENCE)
                    .until(() ->
                            edge.check(revoked).body().path("status").asText().equals("invalid"));
        }
        assertOneHistory(signed, headers(region, partition));
        Proof proof = Proof.of(region);
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.holds()).isTrue();
    }

    /// Changes statuses until every edge shows them.
    private static void load(TestRegion world, List<EdgeClient.Question> entries, long seed) throws Exception {
        Generator generator = world.generator(seed);
        generator.run(entries, 80, Generator.Stop.after(1_500));
        generator.settle();
        assertThat(generator.accepted()).isPositive();
        world.awaitEdges();
    }

    /// As whoever supervises processes would: the fold ends on a log that has stepped back, and is started again.
    private static boolean revived(LocalRegion region) throws Exception {
        if (!region.process("fold").isAlive()) {
            region.startFold();
        }
        return true;
    }

    private static long notaryCount(LocalRegion region, String name) throws IOException {
        return Http.JSON
                .readTree(Files.readAllBytes(region.notaryState().resolve("stats.json")))
                .path(name)
                .asLong();
    }

    private static void assertOneHistory(List<Header> before, List<Header> after) {
        Map<Long, Header> byN = new HashMap<>();
        Stream.concat(before.stream(), after.stream())
                .forEach(header -> assertThat(header.sameStateAs(byN.computeIfAbsent(header.n(), _ -> header)))
                        .as("n " + header.n())
                        .isTrue());
    }

    private static List<Header> headers(LocalRegion region, int partition) {
        return read(region, region.topics().checkpoints(), partition).stream()
                .map(LostTailIT::header)
                .toList();
    }

    private static Header header(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Codecs.CHECKPOINT
                    .decode(record.value(), record.headers())
                    .checkpoint()
                    .signed()
                    .header();
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    /// Everything that can be read, committed or not.
    private static List<ConsumerRecord<byte[], byte[]>> read(LocalRegion region, String topic, int partition) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition at = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        region.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(at));
            consumer.seekToBeginning(List.of(at));
            long end = consumer.endOffsets(List.of(at)).getOrDefault(at, 0L);
            while (consumer.position(at) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
