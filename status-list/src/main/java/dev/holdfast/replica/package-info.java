/// A verifier's own copy of a partition. It moves only forward and only to states that a trusted publisher signed.
@NullMarked
package dev.holdfast.replica;

import org.jspecify.annotations.NullMarked;
