package dev.holdfast.cli.trust;

import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.List;
import java.util.Map;

/// The log as a publisher of trust documents sees it. An append has happened when the call returns.
interface TrustLog extends AutoCloseable {
    /// How many partitions `status-events` has.
    int partitions() throws LogUnavailable;

    /// What `trust` holds, in its order, unjudged.
    List<Bytes> documents() throws LogUnavailable;

    void appendDocument(SignedTrustDocument document) throws LogUnavailable;

    void appendAdoption(int partition, SignedTrustDocument document) throws LogUnavailable;

    /// The version that each partition has adopted, as far as a checkpoint proves it that is vouched for under
    /// `newest`. A partition that is missing has proved nothing.
    Map<Integer, Integer> adopted(SignedTrustDocument newest) throws LogUnavailable;

    @Override
    void close();
}
