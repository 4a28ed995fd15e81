/// Serialiser, deserialiser and interceptor for Kafka clients, named by class in their configuration. The keys are
/// those that Confluent's own classes read, so that either can take the other's place.
@NullMarked
package dev.holdfast.schema.serde;

import org.jspecify.annotations.NullMarked;
