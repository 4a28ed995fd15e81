/// A client of the Confluent Schema Registry's REST protocol, for who wants one: nothing in Holdfast waits for a
/// registry, and no record of a released contract needs one to be read.
@NullMarked
package dev.holdfast.schema.registry;

import org.jspecify.annotations.NullMarked;
