package dev.holdfast.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the counters where others can read them: a line in the log every ten seconds, and `stats.json` every
/// second, replaced as a whole. For one thread.
final class StatsFile {
    static final String NAME = "stats.json";

    private static final Logger LOG = LoggerFactory.getLogger(StatsFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WRITES_PER_LINE = 10;

    private final Path folder;
    private final Counters counters;
    private final InstantSource clock;
    private int writes;

    StatsFile(Path folder, Counters counters, InstantSource clock) {
        this.folder = folder;
        this.counters = counters;
        this.clock = clock;
    }

    /// To be called once a second. A disk that refuses is no reason to stop.
    ///
    /// @param state of the stream, in Kafka's words
    void write(String state) {
        try {
            ObjectNode json = JSON.createObjectNode();
            json.put("at", clock.instant().toEpochMilli()).put("state", state);
            counters.all().forEach(json::put);
            Path next = folder.resolve(NAME + ".next");
            Files.write(next, JSON.writeValueAsBytes(json));
            Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("cannot write {}: {}", folder.resolve(NAME), e.toString());
        }
        if (++writes % WRITES_PER_LINE == 0) {
            LOG.info("{} {}", state, counters.all());
        }
    }
}
