package dev.holdfast.bench.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.schema.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BareHopTest {
    @Test
    @Timeout(30)
    void what_was_not_appended_ends_the_measurement_and_is_not_waited_for() {
        KafkaException refused = new KafkaException("refused");
        var producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback answer) {
                answer.onCompletion(null, refused);
                return CompletableFuture.failedFuture(refused);
            }
        };
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.updateEndOffsets(
                TopicBytes.partitions("bare-hop").stream().collect(Collectors.toMap(Function.identity(), _ -> 0L)));
        assertThatThrownBy(() -> BareHop.measure(producer, consumer, 1_000, Topics.PARTITIONS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not everything was appended")
                .hasCause(refused);
    }
}
