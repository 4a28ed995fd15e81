package dev.holdfast.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class CheckpointTimesTest {
    @Test
    void who_waits_is_told_what_ended_the_watching() {
        KafkaException gone = new KafkaException("the broker is gone");
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.assign(TopicBytes.partitions("checkpoints"));
        consumer.setPollException(gone);
        try (CheckpointTimes times = new CheckpointTimes(consumer)) {
            assertThatThrownBy(() -> times.firstAfter(0, List.of(3)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCause(gone);
        }
        assertThat(consumer.closed()).isTrue();
    }
}
