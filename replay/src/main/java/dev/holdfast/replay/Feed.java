package dev.holdfast.replay;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replay.log.Reading;
import dev.holdfast.replay.log.Section;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.schema.SnapshotChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// The published items of one section in the order of the log, with a look at the next one. Not safe for concurrent
/// use.
final class Feed {
    private final Reading reading;
    private final Section section;
    private final Damaged damaged;
    private final List<Bytes> pieces = new ArrayList<>();
    private @Nullable SnapshotChunk first;
    private @Nullable Published head;
    private @Nullable SignedHeader lastIncomplete;
    private long incomplete;

    Feed(Reading reading, Section section, Damaged damaged) {
        this.reading = reading;
        this.section = section;
        this.damaged = damaged;
    }

    /// Is told of records that do not decode.
    interface Damaged {
        void at(Section section, long offset, String why);
    }

    Section section() {
        return section;
    }

    Optional<Published> peek() throws LogUnavailable {
        while (head == null) {
            Optional<ConsumerRecord<byte[], byte[]>> record = reading.next(section);
            if (record.isEmpty()) {
                dropPieces();
                return Optional.empty();
            }
            try {
                head = decode(record.get());
            } catch (Malformed e) {
                damaged.at(section, record.get().offset(), e.getMessage());
            }
        }
        return Optional.of(head);
    }

    void pop() {
        head = null;
    }

    /// Snapshots of which pieces were missing.
    long incomplete() {
        return incomplete;
    }

    private @Nullable Published decode(ConsumerRecord<byte[], byte[]> record) throws Malformed {
        return switch (section) {
            case CHECKPOINTS ->
                Published.Checkpoint.of(record.offset(), Codecs.CHECKPOINT.decode(record.value(), record.headers()));
            case SNAPSHOTS -> assemble(record.offset(), Codecs.SNAPSHOT.decode(record.value(), record.headers()));
            case SIGNED_LISTS ->
                new Published.Token(record.offset(), Codecs.SIGNED_LIST.decode(record.value(), record.headers()));
            case STATUS_EVENTS, TRUST -> throw new IllegalStateException(section + " is not published state");
        };
    }

    private @Nullable Published assemble(long offset, SnapshotChunk chunk) throws Malformed {
        boolean continues = first != null
                && chunk.signed().equals(first.signed())
                && chunk.count() == first.count()
                && chunk.index() == pieces.size();
        if (!continues) {
            dropPieces();
            if (chunk.index() > 0) {
                lacking(chunk.signed());
                return null;
            }
            first = chunk;
        }
        pieces.add(chunk.bytes());
        if (pieces.size() < chunk.count()) {
            return null;
        }
        Published whole = new Published.Snapshot(offset, chunk.signed().header(), chunk.signed(), pieces);
        pieces.clear();
        first = null;
        return whole;
    }

    private void dropPieces() {
        if (first != null) {
            lacking(first.signed());
        }
        pieces.clear();
        first = null;
    }

    private void lacking(SignedHeader snapshot) {
        incomplete += snapshot.equals(lastIncomplete) ? 0 : 1;
        lastIncomplete = snapshot;
    }
}
