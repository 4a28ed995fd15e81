/// What the gateway knows of the log: every partition folded by the fold that everybody uses, what became of each
/// recent event, and which of them a checkpoint covers. [EventLog] is the way in and out; the rest is memory.
@NullMarked
package dev.holdfast.gateway.log;

import org.jspecify.annotations.NullMarked;
