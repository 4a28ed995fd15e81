/// The stream that folds status events into lists and publishes what changed.
@NullMarked
package dev.holdfast.stream;

import org.jspecify.annotations.NullMarked;
