package dev.holdfast.cli.demo;

import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.TopicSetup;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The log of a demo before its first event: topics, and trust document 1 in `trust` and at the head of every
/// partition.
final class DemoLog {
    private DemoLog() {}

    /// Creates the topics with one replica, and appends the trust document wherever nothing has been appended yet.
    /// What was cut short is completed by doing it again.
    static void prepare(String bootstrap, Topics topics, DemoKeys keys) throws InterruptedException, DemoFailure {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            TopicSetup.ensure(admin, topics, DemoKeys.PARTITIONS, (short) 1, true);
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(ends(topics)).all().get();
            append(bootstrap, topics, keys, ends);
        } catch (RuntimeException | InterruptedException | DemoFailure e) {
            throw e;
        } catch (Exception e) {
            throw new DemoFailure(3, "the log could not be prepared: " + e.getMessage(), e);
        }
    }

    private static Map<TopicPartition, OffsetSpec> ends(Topics topics) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        ends.put(new TopicPartition(topics.trust(), 0), OffsetSpec.latest());
        for (int partition = 0; partition < DemoKeys.PARTITIONS; partition++) {
            ends.put(new TopicPartition(topics.statusEvents(), partition), OffsetSpec.latest());
        }
        return ends;
    }

    private static void append(
            String bootstrap, Topics topics, DemoKeys keys, Map<TopicPartition, ListOffsetsResultInfo> ends)
            throws InterruptedException, DemoFailure {
        EventRecord adoption = new EventRecord(keys.trust().toEvent(), "", Optional.empty());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrap)) {
            ends.forEach((place, end) -> {
                if (end.offset() > 0) {
                    return;
                }
                boolean trust = place.topic().equals(topics.trust());
                sent.add(producer.send(
                        trust
                                ? Codecs.TRUST.record(place.topic(), 0, Topics.trustKey(), TrustRecord.of(keys.trust()))
                                : Codecs.EVENT.record(place.topic(), place.partition(), null, adoption)));
            });
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new DemoFailure(3, "the trust document could not be appended: " + e.getMessage(), e);
        }
    }

    /// A plain producer that gives up after 20 seconds.
    static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        20_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
