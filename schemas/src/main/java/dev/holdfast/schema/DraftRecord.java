package dev.holdfast.schema;

/// A record of `drafts`: what the stream asks the notary to sign. Decoding one judges its shape only.
public sealed interface DraftRecord permits CheckpointDraft, TokenDraft, SnapshotDraft {
    /// The partition of `status-events` it is about.
    int partition();
}
