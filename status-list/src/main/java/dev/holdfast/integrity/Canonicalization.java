package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.layout.Malformed;

/// One sequence of bytes for all the ways in which a document can be written. Thread-safe.
@FunctionalInterface
public interface Canonicalization {
    /// @throws Malformed if the document has no canonical form: what would be lost in it is refused, not dropped
    byte[] canonicalize(ObjectNode document) throws Malformed;
}
