package dev.holdfast.schema;

import dev.holdfast.layout.Bytes;
import dev.holdfast.trust.SignedTrustDocument;

/// A record of `trust`: one version of the trust document, unjudged.
///
/// @param version as the writer states it; the document itself decides
/// @param document its signed form
public record TrustRecord(int version, Bytes document) {
    public static TrustRecord of(SignedTrustDocument trust) {
        return new TrustRecord(trust.document().version(), trust.bytes());
    }
}
