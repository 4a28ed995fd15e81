/// What the stream's program counts and measures: one set of meters, from which `stats.json`, `/metrics` and health all
/// read. Label values come from closed sets and partition numbers only. Start at [dev.holdfast.stream.Counters].
@NullMarked
package dev.holdfast.stream.figures;

import org.jspecify.annotations.NullMarked;
