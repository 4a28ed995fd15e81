/// The past, folded again: what a list said at any moment, and the proof of it.
@NullMarked
package dev.holdfast.replay;

import org.jspecify.annotations.NullMarked;
