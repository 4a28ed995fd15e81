package dev.holdfast.edge;

import dev.holdfast.check.Freshness;
import dev.holdfast.trust.Root;
import java.nio.file.Path;
import java.util.Optional;

/// What an edge is told.
///
/// @param root pinned: the only thing that is believed without a proof
/// @param store directory of the edge's own; begun if it is empty
/// @param limits ages at which the freshness label changes
/// @param kafka where to read; without it the edge answers from its store alone
public record EdgeSettings(Root root, Path store, Freshness.Limits limits, Optional<KafkaSettings> kafka) {}
