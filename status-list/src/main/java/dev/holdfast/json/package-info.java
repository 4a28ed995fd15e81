/// Strict JSON for signed documents: duplicate members, trailing tokens, deep nesting and long inputs are refused.
@NullMarked
package dev.holdfast.json;

import org.jspecify.annotations.NullMarked;
