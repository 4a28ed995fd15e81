package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;

/// One sequence of bytes for all the ways in which a document can be written. Thread-safe.
@FunctionalInterface
public interface Canonicalization {
    /// @param algorithm of the key that signs: it chooses the hash by which blank nodes of a graph are told apart
    /// @throws Malformed if the document has no canonical form: what would be lost in it is refused, not dropped
    byte[] canonicalize(ObjectNode document, Algorithm algorithm) throws Malformed;
}
