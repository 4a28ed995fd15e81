/// From a replica to an answer: status, freshness, and the decision that a named policy draws from both.
@NullMarked
package dev.holdfast.check;

import org.jspecify.annotations.NullMarked;
