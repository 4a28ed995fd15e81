/// The one place where a rule about status lives. [Fold] decides, [PartitionState] moves, [Pending] remembers what
/// the next checkpoint must tell. Live stream, recovery, gateway and replay all use these three.
@NullMarked
package dev.holdfast.fold;

import org.jspecify.annotations.NullMarked;
