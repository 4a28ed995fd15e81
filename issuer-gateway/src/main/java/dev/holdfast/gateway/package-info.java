/// The way in: commands over HTTP become events in the log. `http` is the rim, `command` signs and appends, `log`
/// folds what comes back, so that every answer rests on the gateway's own fold and on checkpoints that it has
/// verified.
@NullMarked
package dev.holdfast.gateway;

import org.jspecify.annotations.NullMarked;
