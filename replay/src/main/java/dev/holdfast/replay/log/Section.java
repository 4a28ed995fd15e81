package dev.holdfast.replay.log;

import dev.holdfast.schema.Topics;

/// A kind of record that replay reads. Each is one topic.
public enum Section {
    STATUS_EVENTS,
    CHECKPOINTS,
    SNAPSHOTS,
    SIGNED_LISTS,
    /// Has a single partition, 0.
    TRUST;

    String topic(Topics topics) {
        return switch (this) {
            case STATUS_EVENTS -> topics.statusEvents();
            case CHECKPOINTS -> topics.checkpoints();
            case SNAPSHOTS -> topics.snapshots();
            case SIGNED_LISTS -> topics.signedLists();
            case TRUST -> topics.trust();
        };
    }
}
