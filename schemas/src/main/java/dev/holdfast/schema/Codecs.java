package dev.holdfast.schema;

import java.util.List;

/// The codec of each topic.
public final class Codecs {
    /// A value of most topics, in bytes: below the broker's own default limit, with room for the record around it.
    public static final int MAX_BYTES = 1_000_000;

    /// A value of `drafts` and `signed-lists`, in bytes: the token of the largest list fits; [TopicSetup] raises
    /// the limit of these topics, and whoever produces to them raises `max.request.size`.
    public static final int MAX_TOKEN_BYTES = 3 << 20;

    /// Of `status-events`.
    public static final Codec<EventRecord> EVENT = new Codec<>(EventWire.WIRE, MAX_BYTES, CloudEvents::of);

    /// Of `drafts`.
    public static final Codec<DraftRecord> DRAFT = new Codec<>(DraftWire.WIRE, MAX_TOKEN_BYTES, CloudEvents::none);

    /// Of `checkpoints`.
    public static final Codec<CheckpointRecord> CHECKPOINT =
            new Codec<>(PublishedWire.CHECKPOINT, MAX_BYTES, CloudEvents::of);

    /// Of `snapshots`.
    public static final Codec<SnapshotChunk> SNAPSHOT = new Codec<>(PublishedWire.SNAPSHOT, MAX_BYTES, CloudEvents::of);

    /// Of `signed-lists`.
    public static final Codec<SignedList> SIGNED_LIST =
            new Codec<>(PublishedWire.SIGNED_LIST, MAX_TOKEN_BYTES, CloudEvents::of);

    /// Of `refusals`.
    public static final Codec<RefusalRecord> REFUSAL = new Codec<>(ReportedWire.REFUSAL, MAX_BYTES, CloudEvents::of);

    /// Of `trust`.
    public static final Codec<TrustRecord> TRUST = new Codec<>(ReportedWire.TRUST, MAX_BYTES, CloudEvents::of);

    private Codecs() {}

    /// All of them, in the order of [Topics#all].
    public static List<Codec<?>> all() {
        return List.of(EVENT, DRAFT, CHECKPOINT, SNAPSHOT, SIGNED_LIST, REFUSAL, TRUST);
    }
}
