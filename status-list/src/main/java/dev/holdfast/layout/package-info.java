/// How hashed and signed bytes are laid out: fixed-width big-endian integers, strings with a 16-bit and byte strings
/// with a 32-bit length, SHA-256. A reader of a layout either consumes exactly what a writer wrote or throws
/// [Malformed].
@NullMarked
package dev.holdfast.layout;

import org.jspecify.annotations.NullMarked;
