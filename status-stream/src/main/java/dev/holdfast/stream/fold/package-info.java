/// The pure fold inside Kafka Streams: rows of a store in, drafts and refusals out. Start at [StatusTopology].
@NullMarked
package dev.holdfast.stream.fold;

import org.jspecify.annotations.NullMarked;
