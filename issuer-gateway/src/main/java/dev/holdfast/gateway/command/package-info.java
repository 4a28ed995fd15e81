/// From a request to an event: ids that rise, a signature in the issuer's name, the append, and the wait for what
/// became of it. Entries are handed out here, from blocks that the log has granted.
@NullMarked
package dev.holdfast.gateway.command;

import org.jspecify.annotations.NullMarked;
