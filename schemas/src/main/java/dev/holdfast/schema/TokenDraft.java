package dev.holdfast.schema;

import dev.holdfast.event.ListId;
import dev.holdfast.format.Form;
import dev.holdfast.layout.Bytes;

/// The claims of a standard token that nobody has signed yet.
///
/// @param version of the list, from 1 on
/// @param n of the partition, from 1 on
/// @param epoch of the publisher, from 1 on
/// @param payload the claims as they will be signed
public record TokenDraft(int partition, ListId list, Form form, long version, long n, int epoch, Bytes payload)
        implements DraftRecord {}
