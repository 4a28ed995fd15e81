/// Measurements, each beside the bare thing it is to be compared with and in the same run. Never a test: a machine may
/// be slow. `Bench` names the benchmarks there are; a new one is a class and a line there.
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
