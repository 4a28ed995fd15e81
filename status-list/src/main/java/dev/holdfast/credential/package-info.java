/// From the bytes of a credential, in any of the formats that point at status lists, to who issued it, when it is valid
/// and where its status stands. Validation comes first: no list makes a bad credential good.
@NullMarked
package dev.holdfast.credential;

import org.jspecify.annotations.NullMarked;
