/// Keys and signatures: Ed25519, P-256 and P-384 by Bouncy Castle, key ids by RFC 7638. Verification never returns a
/// boolean.
@NullMarked
package dev.holdfast.sign;

import org.jspecify.annotations.NullMarked;
