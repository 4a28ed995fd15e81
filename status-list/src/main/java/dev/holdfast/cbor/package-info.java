/// Strict reading and writing of signed CBOR.
@NullMarked
package dev.holdfast.cbor;

import org.jspecify.annotations.NullMarked;
