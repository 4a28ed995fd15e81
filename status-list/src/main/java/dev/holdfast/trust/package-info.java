/// Who may sign what: a chain of documents, signed by the root that every reader pins.
@NullMarked
package dev.holdfast.trust;

import org.jspecify.annotations.NullMarked;
