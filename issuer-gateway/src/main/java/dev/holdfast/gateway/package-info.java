/// The way in: commands over HTTP become events in the log.
@NullMarked
package dev.holdfast.gateway;

import org.jspecify.annotations.NullMarked;
