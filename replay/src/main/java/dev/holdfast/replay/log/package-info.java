/// Reading what the log held when the reading began, in order and no further.
@NullMarked
package dev.holdfast.replay.log;

import org.jspecify.annotations.NullMarked;
