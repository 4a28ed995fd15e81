package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.local.Broker;
import dev.holdfast.cli.local.Installation;
import dev.holdfast.cli.local.Ports;
import dev.holdfast.cli.local.RunDirectory;
import dev.holdfast.schema.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLogIT {
    private static final Topics TOPICS = Topics.byDefault();

    @TempDir
    private Path directory;

    @Test
    void a_log_is_prepared_once_however_often_that_is_asked_for() throws Exception {
        DemoKeys keys = DemoKeys.in(directory.resolve("keys"));
        Ports ports = Ports.anyFree();
        RunDirectory running = new RunDirectory(Installation.ofThisProgram(), directory);
        try (Broker broker = Broker.in(running, ports.next(), ports.next())) {
            broker.start();
            DemoLog.prepare(broker.bootstrapServers(), TOPICS, keys);
            assertOneRecordEach(broker);

            DemoLog.prepare(broker.bootstrapServers(), TOPICS, keys);
            assertOneRecordEach(broker);
        }
    }

    /// The trust document in `trust` and its adoption in each partition.
    private static void assertOneRecordEach(Broker broker) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        ends.put(new TopicPartition(TOPICS.trust(), 0), OffsetSpec.latest());
        for (int partition = 0; partition < DemoKeys.PARTITIONS; partition++) {
            ends.put(new TopicPartition(TOPICS.statusEvents(), partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listOffsets(ends).all().get().values())
                    .hasSize(1 + DemoKeys.PARTITIONS)
                    .allMatch(end -> end.offset() == 1);
        }
    }
}
