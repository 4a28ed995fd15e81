package dev.holdfast.edge;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import java.util.Optional;

/// The document that names the lists of an issuer which are published as a Status List Token (Token Status List,
/// section 9). It follows from verified state alone: edges that hold the same lists serve the same bytes.
///
/// @param document JSON in UTF-8
/// @param gzip the same, compressed for its way; empty if it gains nothing by it
/// @param hash of the document
public record ServedAggregation(Bytes document, Optional<Bytes> gzip, Hash hash) {}
