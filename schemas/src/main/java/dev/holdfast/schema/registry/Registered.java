package dev.holdfast.schema.registry;

import org.apache.avro.Schema;

/// A version of a subject.
///
/// @param id of the schema, the same in every subject that has it
/// @param version in the subject, from 1 on
public record Registered(Subject subject, int id, int version, Schema schema) {}
