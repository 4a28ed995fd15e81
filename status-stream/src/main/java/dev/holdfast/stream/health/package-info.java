/// What an operator may ask over HTTP: figures, whether the program can work, and whether it is behind. Start at
/// [HealthServer].
@NullMarked
package dev.holdfast.stream.health;

import org.jspecify.annotations.NullMarked;
