package dev.holdfast.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {
    private static final TopicPartition ROAD = new TopicPartition("road", 0);

    @TempDir
    private Path temporary;

    @Test
    void what_was_acknowledged_survives_kill_and_stop() throws Exception {
        Ports ports = Ports.anyFree();
        try (Broker broker = Broker.in(directory(), ports.next(), ports.next())) {
            timed("cold start", broker::start);
            createTopic(broker);
            produce(broker, "before the kill");

            broker.kill();
            timed("start after kill -9", broker::start);
            produce(broker, "before the stop");
            assertThat(consume(broker, 2)).containsExactly("before the kill", "before the stop");

            timed("stop", broker::stop);
            timed("start after stop", broker::start);
            assertThat(consume(broker, 2)).containsExactly("before the kill", "before the stop");
        }
    }

    @Test
    void a_broker_that_cannot_start_says_why() throws Exception {
        Ports ports = Ports.anyFree();
        int port = ports.next();
        try (Broker broker = Broker.in(directory(), port, port)) {
            assertThatThrownBy(broker::start).isInstanceOf(CannotStart.class).hasMessageContaining("port");
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void timed(String what, Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        System.out.println("broker, " + what + ": " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    private static void createTopic(Broker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(ROAD.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void produce(Broker broker, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(ROAD.topic(), value)).get();
        }
    }

    private static List<String> consume(Broker broker, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(ROAD));
            consumer.seekToBeginning(List.of(ROAD));
            List<String> values = new ArrayList<>();
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private RunDirectory directory() {
        return new RunDirectory(Installation.ofThisProgram(), temporary);
    }
}
