/// From the name of an issuer to the key that it signs with. Nothing is fetched: what a name does not carry itself,
/// the caller's trust answers.
@NullMarked
package dev.holdfast.issuer;

import org.jspecify.annotations.NullMarked;
