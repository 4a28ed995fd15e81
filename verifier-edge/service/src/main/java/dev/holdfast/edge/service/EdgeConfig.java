package dev.holdfast.edge.service;

import dev.holdfast.schema.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The settings of one edge.
@ConfigMapping(prefix = "holdfast.edge")
public interface EdgeConfig {
    /// The name that this edge gives itself in answers, such as `eu-west`.
    String region();

    /// The root file: the only thing that is believed without a proof.
    Path root();

    /// Brokers, `host:port`. None of them has to be there; without any the edge answers from its store alone.
    Optional<List<String>> kafka();

    /// What all topics begin with.
    @WithDefault(Topics.DEFAULT_PREFIX)
    String topicPrefix();

    /// The edge's own directory; begun if it is empty.
    Path store();

    /// Evidence up to this age is `fresh`: six times what lies between two heartbeats.
    @WithDefault("PT30S")
    Duration fresh();

    /// Evidence up to this age is `stale`, and the standard policy still accepts it: an outage may last a day.
    @WithDefault("PT24H")
    Duration stale();
}
