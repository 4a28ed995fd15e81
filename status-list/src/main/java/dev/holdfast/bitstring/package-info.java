/// W3C Bitstring Status List v1.0: the list as a credential, the entry that points into it, and the algorithm that
/// reads a status. One bit per entry, entry 0 in the highest bit.
@NullMarked
package dev.holdfast.bitstring;

import org.jspecify.annotations.NullMarked;
