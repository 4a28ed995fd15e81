/// The signed state that travels: header, envelope, delta and snapshot, as versioned binary layouts.
@NullMarked
package dev.holdfast.checkpoint;

import org.jspecify.annotations.NullMarked;
