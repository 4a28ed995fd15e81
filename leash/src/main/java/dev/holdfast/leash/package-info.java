/// The leash that ties a child process to the life of its parent.
@NullMarked
package dev.holdfast.leash;

import org.jspecify.annotations.NullMarked;
