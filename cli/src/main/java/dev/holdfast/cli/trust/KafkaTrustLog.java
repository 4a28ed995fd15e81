package dev.holdfast.cli.trust;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Vouched;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.EventRecord;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.TrustRecord;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The log in Kafka. Every wait is bounded; an append waits for all in-sync replicas.
final class KafkaTrustLog implements TrustLog {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    /// How far from its end a partition of `checkpoints` is looked through: an idle one has a heartbeat every 5
    /// s.
    private static final int TAIL = 32;

    private final String bootstrap;
    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;

    private KafkaTrustLog(
            String bootstrap,
            Topics topics,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer,
            int partitions) {
        this.bootstrap = bootstrap;
        this.topics = topics;
        this.consumer = consumer;
        this.producer = producer;
        this.partitions = partitions;
    }

    /// @param bootstrap `host:port`, several with commas
    static KafkaTrustLog open(String bootstrap, Topics topics) throws LogUnavailable {
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer = new KafkaConsumer<>(
                    consumerConfig(bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            int partitions = count(consumer, topics, bootstrap);
            KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    producerConfig(bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
            return new KafkaTrustLog(bootstrap, topics, consumer, producer, partitions);
        } catch (KafkaException e) {
            if (consumer != null) {
                consumer.close();
            }
            throw unreachable(bootstrap, e);
        } catch (LogUnavailable e) {
            if (consumer != null) {
                consumer.close();
            }
            throw e;
        }
    }

    private static Map<String, Object> consumerConfig(String bootstrap) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis() / 2,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis());
    }

    private static Map<String, Object> producerConfig(String bootstrap) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE.toMillis(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis() / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis());
    }

    private static int count(KafkaConsumer<byte[], byte[]> consumer, Topics topics, String bootstrap)
            throws LogUnavailable {
        Map<String, List<PartitionInfo>> there = consumer.listTopics(PATIENCE);
        for (String topic : List.of(topics.trust(), topics.statusEvents(), topics.checkpoints())) {
            if (!there.containsKey(topic)) {
                throw new LogUnavailable(
                        "there is no topic " + topic + " in Kafka at " + bootstrap
                                + ": start status-stream first, which makes the topics",
                        new IllegalStateException(topic));
            }
        }
        return there.getOrDefault(topics.statusEvents(), List.of()).size();
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public List<Bytes> documents() throws LogUnavailable {
        List<Bytes> documents = new ArrayList<>();
        read(Set.of(new TopicPartition(topics.trust(), 0)), Integer.MAX_VALUE, record -> {
            try {
                documents.add(
                        Codecs.TRUST.decode(record.value(), record.headers()).document());
            } catch (Malformed e) {
                // Nobody takes it for a document.
            }
        });
        return documents;
    }

    @Override
    public Map<Integer, Integer> adopted(SignedTrustDocument newest) throws LogUnavailable {
        Map<Integer, Integer> adopted = new HashMap<>();
        Set<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topics.checkpoints(), partition))
                .collect(Collectors.toSet());
        read(all, TAIL, record -> {
            try {
                SignedHeader signed = Codecs.CHECKPOINT
                        .decode(record.value(), record.headers())
                        .checkpoint()
                        .signed();
                int version = Vouched.open(signed, record.partition(), newest)
                        .header()
                        .trustVersion();
                adopted.merge(record.partition(), version, Math::max);
            } catch (Malformed | NotVouched e) {
                // It proves nothing; then all versions are appended, which does no harm.
            }
        });
        return adopted;
    }

    @Override
    public void appendDocument(SignedTrustDocument document) throws LogUnavailable {
        append(Codecs.TRUST.record(topics.trust(), 0, Topics.trustKey(), TrustRecord.of(document)));
    }

    @Override
    public void appendAdoption(int partition, SignedTrustDocument document) throws LogUnavailable {
        append(Codecs.EVENT.record(
                topics.statusEvents(), partition, null, new EventRecord(document.toEvent(), "", Optional.empty())));
    }

    private void append(ProducerRecord<byte[], byte[]> record) throws LogUnavailable {
        try {
            producer.send(record).get();
        } catch (ExecutionException | KafkaException e) {
            throw unreachable(bootstrap, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(bootstrap, e);
        }
    }

    private void read(Set<TopicPartition> from, int last, Consumer<ConsumerRecord<byte[], byte[]>> each)
            throws LogUnavailable {
        try {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(from, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(from, PATIENCE);
            consumer.assign(from);
            ends.forEach((at, end) -> consumer.seek(at, Math.max(begins.getOrDefault(at, 0L), end - last)));
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > giveUp) {
                    throw unreachable(bootstrap, new IllegalStateException("no end of the topic in sight"));
                }
                consumer.poll(POLL).forEach(each);
            }
        } catch (KafkaException e) {
            throw unreachable(bootstrap, e);
        }
    }

    private static LogUnavailable unreachable(String bootstrap, Exception cause) {
        return new LogUnavailable("Kafka at " + bootstrap + " does not answer: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(PATIENCE);
    }
}
