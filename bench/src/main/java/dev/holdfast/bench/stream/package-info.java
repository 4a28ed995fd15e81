/// Figures of a whole region on this machine: a real broker, the stream in a process of its own, a producer, and a
/// verifier's own copy that follows. [StreamBench] says what is measured; each figure stands beside what is bare.
@NullMarked
package dev.holdfast.bench.stream;

import org.jspecify.annotations.NullMarked;
