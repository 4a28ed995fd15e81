/// A Kafka broker for one machine, in a class path of its own: nothing of the server is ever seen by our programs.
@NullMarked
package dev.holdfast.broker;

import org.jspecify.annotations.NullMarked;
