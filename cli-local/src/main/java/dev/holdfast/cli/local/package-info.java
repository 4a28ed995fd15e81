/// Holdfast on one machine: every part runs as its own process, can be killed like one, and never outlives the
/// command that started it.
@NullMarked
package dev.holdfast.cli.local;

import org.jspecify.annotations.NullMarked;
