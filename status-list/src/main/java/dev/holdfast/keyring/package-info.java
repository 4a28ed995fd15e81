/// Where signing keys come from: files (JWK, PEM, PKCS#12) and tokens (PKCS#11). Whatever goes wrong is told in our own
/// words and without a cause, because the message of a parser may quote what it read.
@NullMarked
package dev.holdfast.keyring;

import org.jspecify.annotations.NullMarked;
