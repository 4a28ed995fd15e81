package dev.holdfast.edge;

import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.layout.Bytes;
import java.util.List;
import java.util.OptionalLong;

/// Something that a source read and the edge may or may not take. None of it is verified.
sealed interface Offer {
    int partition();

    /// A checkpoint at an offset of its source.
    ///
    /// @param again whether it is read again on purpose, so that what is held already is no refusal
    record OfCheckpoint(int partition, long offset, Checkpoint checkpoint, boolean again) implements Offer {}

    /// All lists of a partition.
    ///
    /// @param covering offset of the checkpoint it belongs to, where the source says so
    record OfSnapshot(int partition, Snapshot snapshot, OptionalLong covering) implements Offer {}

    /// What one poll brought. It is applied, stored and made visible as a whole.
    ///
    /// @param trust signed trust documents, in the order of their topic
    /// @param nextTrust offset to go on from, if trust was read
    /// @param offers in the order of each partition
    record Poll(List<OfTrust> trust, OptionalLong nextTrust, List<Offer> offers) {
        static Poll of(List<Offer> offers) {
            return new Poll(List.of(), OptionalLong.empty(), offers);
        }
    }

    /// A trust document.
    ///
    /// @param version as the source states it: good for telling why it was refused, and for nothing else
    record OfTrust(int version, Bytes document) {}
}
