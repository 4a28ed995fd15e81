package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schema.Topics;
import dev.holdfast.stream.Counters;
import dev.holdfast.stream.TestWorld;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTopologyTest {
    /// A renamed store would be a new changelog, and the old rows lost.
    @Test
    void its_nodes_and_stores_keep_their_names() throws IOException {
        String described = StatusTopology.of(
                        Topics.byDefault(),
                        new TestWorld().root,
                        TestWorld.REGION,
                        InstantSource.system(),
                        new Counters(),
                        Set.of())
                .describe()
                .toString();
        try (InputStream golden = StatusTopologyTest.class.getResourceAsStream("/topology.txt")) {
            assertThat(described.strip()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }
}
