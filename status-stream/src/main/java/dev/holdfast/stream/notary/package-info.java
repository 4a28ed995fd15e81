/// Signs what the stream has committed, and nothing that contradicts what was signed before. Start at [Notary].
@NullMarked
package dev.holdfast.stream.notary;

import org.jspecify.annotations.NullMarked;
