package dev.holdfast.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a cluster is to be found, as Kafka's clients want it.
///
/// @param value `host:port`, several with commas between them
public record KafkaServers(String value) {
    private static final Pattern SERVER = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    /// @throws IllegalArgumentException if it is anything else
    public KafkaServers {
        for (String server : value.split(",", -1)) {
            Matcher parts = SERVER.matcher(server.strip());
            if (!parts.matches() || Integer.parseInt(parts.group(1)) > LAST_PORT) {
                throw new IllegalArgumentException("not HOST:PORT, nor several of them with commas");
            }
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
