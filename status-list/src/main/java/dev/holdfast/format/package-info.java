/// The formats that wallets and other verifiers fetch. Each format writes and strictly reads its own bytes.
@NullMarked
package dev.holdfast.format;

import org.jspecify.annotations.NullMarked;
