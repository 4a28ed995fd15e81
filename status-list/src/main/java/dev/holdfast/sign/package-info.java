/// Keys and signatures: Ed25519 and P-256 by Bouncy Castle, key ids by RFC 7638. Verification never returns a
/// boolean.
@NullMarked
package dev.holdfast.sign;

import org.jspecify.annotations.NullMarked;
